import type { SchemaTypes } from './typed-schema.ts'

/**
 * Any value. As the constraint of what a handler returns, it keeps the compiler from widening literals there: with
 * `output: z.object({ unit: z.enum(['C', 'F']) })`, `run` may return `{ unit: 'C' }` as it stands. The empty tuple does the
 * same for tuples.
 */
export type Returned = Literals | NonNullable<unknown> | null | undefined

type Literals =
  | ''
  | (string & {})
  | 0
  | (number & {})
  | boolean
  | null
  | undefined
  | readonly []
  | readonly Literals[]
  | { readonly [member: string]: Literals }

/** Any object: what is no schema is refused by name, where it stands. */
export interface Returning {
  readonly '~standard'?: { readonly types?: SchemaTypes<Returned, unknown> | undefined } | undefined
  toString(): string
}

/** What a schema reads. */
export type ReturnedBy<S extends Returning> = NonNullable<NonNullable<S['~standard']>['types']>['input']
