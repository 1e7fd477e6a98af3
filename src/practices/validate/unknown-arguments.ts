import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { nearest } from '../../nearest.ts'
import { mostProblems, type SchemaIssue } from '../../primitives/schema.ts'
import { isClosed, isCombined, isUntold, maxDepth, namedAlone } from './closed-schema.ts'
import { Reading } from './reading.ts'
import { tellItems, tellMembers } from './told-members.ts'

/** Names the members of arguments that a schema does not know; stops where it found more than are told. */
type Search = (value: unknown, path: readonly PropertyKey[], found: SchemaIssue[]) => void

/**
 * Reads a JSON Schema once and returns what finds unknown members, each with the one that may have been meant: one more than
 * `mostProblems` at most.
 */
export function findUnknown(schema: Json): (args: unknown) => readonly SchemaIssue[] {
  const search = isJsonObject(schema) ? makeSearch(schema, new Reading(schema), 0) : undefined
  if (!search) return () => none
  return args => {
    const found: SchemaIssue[] = []
    search(args, [], found)
    return found
  }
}

const none: readonly SchemaIssue[] = []

function makeSearch(schema: Json | undefined, reading: Reading, depth: number): Search | undefined {
  if (!isJsonObject(schema) || isUntold(schema) || depth > maxDepth) return undefined
  if (isCombined(schema)) return makeSearchCombined(schema, reading)
  const inItems = makeSearchItems(schema, reading, depth)
  const { properties } = schema
  if (!isJsonObject(properties)) return inItems
  const names = [...Object.keys(properties), ...namedAlone(schema)]
  const known = new Set(names)
  const inner = names.flatMap(name => {
    const search = makeSearch(properties[name], reading, depth + 1)
    return search ? [{ name, search }] : []
  })
  const closed = isClosed(schema)
  if (!closed && inner.length === 0) return inItems
  return function searchObject(value, path, found) {
    if (!isJsonObject(value)) return inItems?.(value, path, found)
    if (closed)
      for (const name in value) {
        if (isEnough(found)) return
        if (!known.has(name)) found.push(describe(name, names, path))
      }
    for (const { name, search } of inner) {
      if (isEnough(found)) return
      if (Object.hasOwn(value, name)) search(value[name], [...path, name], found)
    }
  }
}

function isEnough({ length }: readonly SchemaIssue[]): boolean {
  return length > mostProblems
}

/** Items that are told by their place have names of their own, and are left alone. */
function makeSearchItems({ items, prefixItems }: JsonObject, reading: Reading, depth: number): Search | undefined {
  const inItem = prefixItems === undefined ? makeSearch(items, reading, depth + 1) : undefined
  return (
    inItem &&
    ((value, path, found) => {
      if (!Array.isArray(value)) return
      for (const [index, item] of value.entries()) {
        if (isEnough(found)) return
        inItem(item, [...path, index], found)
      }
    })
  )
}

/** Levels of nested arguments that are searched where the schema may refer to itself. */
const maxLevels = 64

/** References and unions are followed as the arguments have it. */
function makeSearchCombined(root: JsonObject, reading: Reading): Search {
  function search(
    schema: Json | undefined,
    value: unknown,
    path: readonly PropertyKey[],
    found: SchemaIssue[],
    level: number,
  ) {
    if (level > maxLevels || isEnough(found) || value === null || typeof value !== 'object') return
    reading.begin()
    if (Array.isArray(value)) {
      const item = tellItems(schema, value, reading)
      if (item === undefined) return
      for (const [index, one] of value.entries()) search(item, one, [...path, index], found, level + 1)
      return
    }
    const { names, members } = tellMembers(schema, value as JsonObject, reading)
    // Where the steps were too few, what was read is not all that there is.
    if (reading.isOver) return
    if (names === 'all')
      for (const name in value) {
        if (isEnough(found)) return
        if (!members.has(name)) found.push(describe(name, [...members.keys()], path))
      }
    for (const [name, member] of members)
      if (Object.hasOwn(value, name)) search(member, (value as JsonObject)[name], [...path, name], found, level + 1)
  }
  return (value, path, found) => search(root, value, path, found, 0)
}

function describe(name: string, names: readonly string[], path: readonly PropertyKey[]): SchemaIssue {
  const meant = nearest(name, names)
  const cure = meant === undefined ? `there is ${names.join(', ') || 'none'}` : `did you mean "${meant}"?`
  return { path: [...path, name], message: `unknown argument, ${cure}` }
}
