import { isJsonObject, type Json } from '../json.ts'

/** The same for values that differ in the order of their members alone; what makes two calls the same. */
export function canonical(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map(item => canonical(item) as Json)
  if (!isJsonObject(value)) return value
  const names = Object.keys(value)
  // Pairs, so that a member named __proto__ is like any other.
  return names.sort().map(name => [name, canonical(value[name]) ?? null])
}
