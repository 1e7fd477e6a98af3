import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import type { Reading } from './reading.ts'

/**
 * The branches of a union that the value may be of: not of another kind, and no word contradicts them. Where several are
 * left, a member that has to be there decides, unless it is missing in all of them: then it may be what is misspelt.
 */
export function possibleBranches(branches: readonly Json[], value: unknown, reading: Reading): readonly Json[] {
  const possible = branches.filter(branch => !rulesOut(branch, value, reading, false))
  if (possible.length <= 1) return possible
  const whole = possible.filter(branch => !rulesOut(branch, value, reading, true))
  return whole.length === 0 ? possible : whole
}

/** Whether the schema refuses the value for sure: by its kind, a word that has to stand there, or a member that is missing. */
function rulesOut(schema: Json | undefined, value: unknown, reading: Reading, isWhole: boolean): boolean {
  if (schema === false) return true
  if (!isJsonObject(schema) || !reading.step()) return false
  const { type, $ref, allOf, anyOf, oneOf } = schema
  if (!isOfType(type, value) || !isOfWords(schema, value)) return true
  const isOut = (branch: Json | undefined) => rulesOut(branch, value, reading, isWhole)
  if (typeof $ref === 'string' && isOut(reading.resolve($ref))) return true
  if (Array.isArray(allOf) && allOf.some(isOut)) return true
  for (const branches of [anyOf, oneOf]) if (Array.isArray(branches) && branches.every(isOut)) return true
  return isJsonObject(value) && ((isWhole && lacks(schema, value)) || contradicts(schema, value, reading))
}

function lacks({ required }: JsonObject, value: JsonObject): boolean {
  return Array.isArray(required) && required.some(name => typeof name === 'string' && !Object.hasOwn(value, name))
}

/** Only words decide: what else is wrong with a member is said of that member. */
function contradicts({ properties }: JsonObject, value: JsonObject, reading: Reading): boolean {
  if (!isJsonObject(properties)) return false
  return Object.entries(properties).some(
    ([name, property]) => Object.hasOwn(value, name) && !isWord(property, value[name], reading),
  )
}

/** False where the member has to be one of some words and is none of them. */
function isWord(schema: Json | undefined, value: unknown, reading: Reading): boolean {
  if (!isJsonObject(schema) || !reading.step()) return true
  if (!isOfWords(schema, value)) return false
  const { $ref, anyOf, oneOf } = schema
  if (typeof $ref === 'string' && !isWord(reading.resolve($ref), value, reading)) return false
  return [anyOf, oneOf].every(
    branches => !Array.isArray(branches) || branches.some(branch => isWord(branch, value, reading)),
  )
}

function isOfWords(schema: JsonObject, value: unknown): boolean {
  const words = schema.const === undefined ? schema.enum : [schema.const]
  return !Array.isArray(words) || words.some(word => word === value || (word !== null && typeof word === 'object'))
}

function isOfType(type: Json | undefined, value: unknown): boolean {
  if (type === undefined) return true
  const types: readonly unknown[] = Array.isArray(type) ? type : [type]
  return types.includes(typeOf(value)) || (typeof value === 'number' && types.includes('integer'))
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
