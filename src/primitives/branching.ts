import { isJsonObject, type Json, type JsonObject } from '../json.ts'

/**
 * How many branches a schema's widest union has, where the schema refers to itself: a validator that tries them all does so
 * once more for each level of the value. 1 where nothing multiplies.
 */
export function branchingOf(schema: JsonObject): number {
  return refersToItself(schema) ? widestUnion(schema) : 1
}

/** Objects within objects, the outermost included. */
export function levelsOf(value: unknown): number {
  let levels = 0
  const open: (readonly [value: unknown, level: number])[] = [[value, 0]]
  for (let one = open.pop(); one; one = open.pop()) {
    const [at, level] = one
    if (typeof at !== 'object' || at === null) continue
    const own = Array.isArray(at) ? level : level + 1
    levels = Math.max(levels, own)
    for (const child of Object.values(at)) open.push([child, own])
  }
  return levels
}

function widestUnion(schema: Json | undefined): number {
  if (typeof schema !== 'object' || schema === null) return 1
  const inner = Object.values(schema).map(child => widestUnion(child as Json))
  const { anyOf, oneOf } = schema as JsonObject
  const own = [anyOf, oneOf].map(branches => (Array.isArray(branches) ? branches.length : 1))
  return Math.max(...inner, ...own)
}

/** Follows local references (RFC 6901 pointers). What cannot be followed may lead anywhere. */
function refersToItself(root: JsonObject): boolean {
  const done = new Set<string>()
  const isWithin = (pointer: string, around: readonly string[]): boolean => {
    if (around.includes(pointer)) return true
    if (done.has(pointer)) return false
    done.add(pointer)
    const target = resolve(root, pointer)
    return target === undefined || refsOf(target).some(ref => isWithin(ref, [...around, pointer]))
  }
  return refsOf(root).some(ref => isWithin(ref, ['#']))
}

function refsOf(schema: Json | undefined): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { $ref, $dynamicRef, $recursiveRef } = schema as JsonObject
  const own = [$ref, $dynamicRef, $recursiveRef].filter(ref => typeof ref === 'string')
  return [...own, ...Object.values(schema).flatMap(child => refsOf(child as Json))]
}

function resolve(root: JsonObject, pointer: string): Json | undefined {
  if (pointer === '#') return root
  if (!pointer.startsWith('#/')) return undefined
  let at: Json | undefined = root
  for (const token of pointer.slice(2).split('/')) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    at = isJsonObject(at) || Array.isArray(at) ? (at as JsonObject)[name] : undefined
  }
  return at
}
