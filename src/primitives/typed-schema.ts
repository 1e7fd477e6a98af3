/**
 * As much of a schema as its types are read from. To compare each schema with the whole contract is what makes the
 * compiler slow with many tools (bench/types.ts).
 */
export interface TypedSchema<In = unknown, Out = unknown> {
  readonly '~standard': { readonly types?: SchemaTypes<In, Out> | undefined }
}

export interface SchemaTypes<In, Out> {
  readonly input: In
  readonly output: Out
}

/** What a schema reads. */
export type InputOf<S> = S extends TypedSchema<infer In, infer _Out> ? In : never
/** What a schema yields. */
export type OutputOf<S> = S extends TypedSchema<infer _In, infer Out> ? Out : never

/** What a handler gets. Where the schema itself is refused, any name is let pass: one mistake, one error. */
export type ArgumentsOf<S> =
  S extends TypedSchema<infer _In, infer Out>
    ? Out
    : S extends undefined
      ? NoArguments
      : Readonly<Record<string, never>>

/** No name can be read from it. */
export interface NoArguments extends Record<never, never> {}
