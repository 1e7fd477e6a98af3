import type { InputOf, SchemaTypes, TypedSchema } from './typed-schema.ts'

/** `S` where it is a schema that can be shown to clients, else words that say what to write. */
export type CheckedSchema<S> = S extends undefined | Shown<unknown, unknown> ? S : WhyNoSchema<S>

/** `S` where it reads an object, since arguments have names. Good schemas are decided by one comparison. */
export type CheckedArguments<S> = S extends undefined | Shown<object, unknown> ? S : WhyNoArguments<S>

/** `S` where it is the schema of an object that can be read from texts: clients send a prompt's arguments as such. */
export type CheckedTexts<S> = S extends TypedSchema
  ? [NotFromText<InputOf<S>>] extends [never]
    ? CheckedArguments<S>
    : 'Prompts get their arguments as strings: take z.string(), z.enum([...]) or z.coerce'
  : CheckedSchema<S>

interface Shown<In, Out> {
  readonly '~standard': { readonly types?: SchemaTypes<In, Out> | undefined; readonly jsonSchema: object }
}

type WhyNoSchema<S> = S extends TypedSchema
  ? 'This schema has no JSON Schema to show to clients. Use zod 4.2 or newer, or jsonSchema({...})'
  : 'A schema is z.object({...}), or jsonSchema({...}) around raw JSON Schema'

type WhyNoArguments<S> =
  S extends Shown<unknown, unknown>
    ? unknown extends InputOf<S>
      ? S
      : 'Arguments have names: z.object({ name: ... })'
    : WhyNoSchema<S>

/** Names of what no string is assignable to. */
type NotFromText<In> = {
  [N in keyof In]-?: [Extract<In[N], string>] extends [never] ? (unknown extends In[N] ? never : N) : never
}[keyof In]
