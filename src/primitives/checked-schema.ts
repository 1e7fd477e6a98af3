import type { OutputOf, TypedSchema } from './typed-schema.ts'

/** `S` where it is a schema that can be shown to clients, else words that say what to write. */
export type CheckedSchema<S> = S extends undefined | { readonly '~standard': { readonly jsonSchema?: object } }
  ? S
  : S extends TypedSchema
    ? 'This schema has no JSON Schema to show to clients. Use zod 4.2 or newer, or jsonSchema({...})'
    : 'A schema is z.object({...}), or jsonSchema({...}) around raw JSON Schema'

/** `S` where it is the schema of an object, since arguments have names. */
export type CheckedArguments<S> = S extends TypedSchema
  ? OutputOf<S> extends object
    ? CheckedSchema<S>
    : unknown extends OutputOf<S>
      ? CheckedSchema<S>
      : 'Arguments have names: z.object({ name: ... })'
  : CheckedSchema<S>
