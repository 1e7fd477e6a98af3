import { DefinitionError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { checkSchema } from './check-schema.ts'
import { plainPhrase } from './plain-phrase.ts'
import type { SchemaTypes } from './typed-schema.ts'

/**
 * A schema that an author may hand over: zod 4, or any library that speaks Standard Schema and Standard JSON Schema
 * (https://standardschema.dev), or `jsonSchema({...})` for raw JSON Schema 2020-12.
 */
export interface Schema<In = unknown, Out = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly types?: SchemaTypes<In, Out> | undefined
    readonly validate: (value: unknown) => SchemaVerdict<Out> | Promise<SchemaVerdict<Out>>
    readonly jsonSchema: {
      readonly input: (options: { readonly target: 'draft-2020-12' }) => Record<string, unknown>
      readonly output: (options: { readonly target: 'draft-2020-12' }) => Record<string, unknown>
    }
  }
}

export type SchemaVerdict<Out> =
  | { readonly value: Out; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** The JSON Schema 2020-12 text of a schema, as clients see it. Throws DefinitionError where it has none. */
export function describeSchema(schema: Schema, side: 'input' | 'output', owner: string): JsonObject {
  checkSchema(schema, side, owner)
  const converter: Schema['~standard']['jsonSchema'] | undefined = schema['~standard'].jsonSchema
  if (!converter) {
    throw new DefinitionError(
      `${owner}: the ${side} schema (${schema['~standard'].vendor}) cannot be written as JSON Schema. ` +
        'Use zod 4.2 or newer, another library with Standard JSON Schema, or jsonSchema({...}).',
    )
  }
  try {
    return converter[side]({ target: 'draft-2020-12' }) as JsonObject
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new DefinitionError(`${owner}: the ${side} schema cannot be written as JSON Schema: ${why}`, { cause: error })
  }
}

/** So many problems of one value are told. One small list can have millions, which nobody reads and which would be costly to say. */
export const mostProblems = 20
/** Characters of one problem: names are sent by clients, and may be long. */
const longestProblem = 1000

/** The first problems in words, each with its path and what is wrong there, and whether there are more. */
export function describeIssues(issues: Iterable<SchemaIssue>): readonly string[] {
  const problems: string[] = []
  for (const issue of issues) {
    if (problems.length === mostProblems) return [...problems, 'there are more problems']
    problems.push(describeIssue(issue))
  }
  return problems
}

function describeIssue(issue: SchemaIssue): string {
  const path = (issue.path ?? []).map(step => String(typeof step === 'object' ? step.key : step)).join('.')
  const phrase = plainPhrase(issue)
  const problem = path === '' ? phrase : `${path}: ${phrase}`
  return problem.length > longestProblem ? `${problem.slice(0, longestProblem)}…` : problem
}
