import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { listOf, mapChildren, without } from './children.ts'

/** What references may add to a schema: one that refers ten times to what refers ten times stays small. */
const maxAdded = 2000
/** References within references. */
const maxDepth = 32

const reference = new Set(['$ref', '$dynamicRef', '$defs', 'definitions', '$anchor', '$dynamicAnchor'])
/** Keywords beside a reference that hold nobody to anything. */
const words = new Set(['title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly'])

/**
 * References within the schema replaced by what they refer to. What refers to itself is expanded once, and is then an
 * open value of the same type; so is what would make the schema too large, and what cannot be found.
 */
export function expandReferences(schema: JsonObject): JsonObject {
  const anchors = findAnchors(schema)
  let added = 0

  function expand(node: JsonObject, open: readonly string[]): JsonObject {
    if (open.length > 0) added++
    const own = mapChildren(without(node, reference), child => expand(child, open))
    const name = node.$ref ?? node.$dynamicRef
    if (typeof name !== 'string') return own
    const target = anchors.get(name) ?? resolvePointer(schema, name)
    if (!target) return own
    const { type, description } = target
    if (open.includes(name) || (name === '#' && open.length > 0) || open.length >= maxDepth || added >= maxAdded)
      return { ...(type !== undefined && { type }), ...(description !== undefined && { description }), ...own }
    const expanded = expand(target, [...open, name])
    return Object.keys(own).every(keyword => words.has(keyword) || keyword.startsWith('x-'))
      ? { ...expanded, ...own }
      : { ...own, allOf: [...listOf(own.allOf), expanded] }
  }

  return expand(schema, [])
}

/** RFC 6901 in a fragment; whatever leads out of the schema is not found. */
export function resolvePointer(root: JsonObject, name: string): JsonObject | undefined {
  if (name === '#') return root
  if (!name.startsWith('#/')) return undefined
  const found = name
    .slice(2)
    .split('/')
    .reduce<Json | undefined>((node, step) => member(node, decode(step)), root)
  return isJsonObject(found) ? found : undefined
}

function member(node: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(node)) return node[Number(key)]
  return isJsonObject(node) && Object.hasOwn(node, key) ? node[key] : undefined
}

function decode(step: string): string {
  const plain = step.replaceAll('~1', '/').replaceAll('~0', '~')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}

function findAnchors(schema: JsonObject): ReadonlyMap<string, JsonObject> {
  const found = new Map<string, JsonObject>()
  const visit = (node: JsonObject): JsonObject => {
    for (const anchor of [node.$anchor, node.$dynamicAnchor])
      if (typeof anchor === 'string') found.set(`#${anchor}`, node)
    return mapChildren(node, visit)
  }
  visit(schema)
  return found
}
