import { isJsonObject, type Json } from '../../json.ts'
import { nearest } from '../../nearest.ts'
import { mostProblems, type SchemaIssue } from '../../primitives/schema.ts'
import { isClosed, isTold, maxDepth } from './closed-schema.ts'

/** Names the members of arguments that a schema does not know; stops where it found more than are told. */
type Search = (value: unknown, path: readonly PropertyKey[], found: SchemaIssue[]) => void

/**
 * Reads a JSON Schema once and returns what finds unknown members, each with the one that may have been meant: one more than
 * `mostProblems` at most.
 */
export function findUnknown(schema: Json): (args: unknown) => readonly SchemaIssue[] {
  const search = makeSearch(schema, 0)
  if (!search) return () => none
  return args => {
    const found: SchemaIssue[] = []
    search(args, [], found)
    return found
  }
}

const none: readonly SchemaIssue[] = []

function makeSearch(schema: Json | undefined, depth: number): Search | undefined {
  if (!isTold(schema) || depth > maxDepth) return undefined
  if (isJsonObject(schema.items)) {
    const inItem = makeSearch(schema.items, depth + 1)
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
  const { properties } = schema
  if (!isJsonObject(properties)) return undefined
  const names = Object.keys(properties)
  const known = new Set(names)
  const inner = names.flatMap(name => {
    const search = makeSearch(properties[name], depth + 1)
    return search ? [{ name, search }] : []
  })
  const closed = isClosed(schema)
  if (!closed && inner.length === 0) return undefined
  return function searchObject(value, path, found) {
    if (!isJsonObject(value)) return
    if (closed)
      for (const name in value) {
        if (isEnough(found)) return
        if (!known.has(name)) found.push(describe(name, names, path))
      }
    for (const { name, search } of inner) {
      if (isEnough(found)) return
      if (value[name] !== undefined) search(value[name], [...path, name], found)
    }
  }
}

function isEnough({ length }: readonly SchemaIssue[]): boolean {
  return length > mostProblems
}

function describe(name: string, names: readonly string[], path: readonly PropertyKey[]): SchemaIssue {
  const meant = nearest(name, names)
  const cure = meant === undefined ? `there is ${names.join(', ') || 'none'}` : `did you mean "${meant}"?`
  return { path: [...path, name], message: `unknown argument, ${cure}` }
}
