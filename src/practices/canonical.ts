import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { marked } from './marked.ts'

/**
 * The same value for all that differ in the order of their members alone: what makes two calls the same. What is in order
 * already, as most is, comes back as it is.
 */
export function canonical(value: Json): Json {
  // As text, 1e999 would be null and -0 would be 0.
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return marked('number', Object.is(value, -0) ? '-0' : String(value))
  if (Array.isArray(value)) return orderItems(value as readonly Json[])
  return isJsonObject(value) ? orderMembers(value) : value
}

function orderItems(items: readonly Json[]): Json {
  const made = items.map(canonical)
  return made.every((item, at) => item === items[at]) ? items : made
}

function orderMembers(value: JsonObject): JsonObject {
  const names = Object.keys(value)
  const members = names.map(name => canonical(value[name] as Json))
  const isOrdered = names.every((name, at) => members[at] === value[name] && (names[at - 1] ?? '') <= name)
  if (isOrdered) return value
  const pairs = names.map((name, at) => [name, members[at] as Json] as const)
  // From pairs: a member named __proto__ is like any other.
  return Object.fromEntries(pairs.sort(([one], [other]) => (one < other ? -1 : 1)))
}
