import { DefinitionError } from '../errors.ts'
import { isJsonObject } from '../json.ts'
import type { Schema } from './schema.ts'

/** Refuses what is no schema, saying how it becomes one. Program text without types may hand over anything. */
export function checkSchema(given: unknown, member: string, owner: string): asserts given is Schema {
  if (isSchema(given)) return
  throw new DefinitionError(`${owner}: ${member} ${cure(given)}`)
}

function isSchema(given: unknown): given is Schema {
  // Schemas of some libraries are functions.
  if (given === null || (typeof given !== 'object' && typeof given !== 'function')) return false
  const standard = (given as Partial<Schema>)['~standard']
  return typeof standard === 'object' && standard !== null && typeof standard.validate === 'function'
}

function cure(given: unknown): string {
  if (!isJsonObject(given)) return 'is no schema. Write z.object({ ... }), or jsonSchema({...}) around raw JSON Schema.'
  const members = Object.values(given)
  if (members.length === 0 || members.some(isSchema))
    return 'is a shape, and no schema yet. Wrap it: z.object({ ... }).'
  if ('_def' in given) return 'is a schema of an older zod. Use zod 4.2 or newer, which this package brings as z.'
  return 'is raw JSON Schema, or no schema at all. Wrap it: jsonSchema({...}).'
}
