import { isJsonObject, type Json, type JsonObject } from '../json.ts'

/** Keywords that hold schemas by name: the names are no keywords. */
const named = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'])
const listed = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems'])
const single = new Set([
  'items',
  'additionalProperties',
  'unevaluatedItems',
  'unevaluatedProperties',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'contentSchema',
])

/** The schema with every schema that stands directly within it changed. Values, such as defaults, stay as they are. */
export function mapChildren(schema: JsonObject, change: (child: JsonObject) => JsonObject): JsonObject {
  const visit = (value: Json | undefined): Json | undefined => (isJsonObject(value) ? change(value) : value)
  return fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (single.has(keyword)) return [keyword, visit(value)]
      if (listed.has(keyword) && Array.isArray(value)) return [keyword, value.map(visit) as Json]
      if (named.has(keyword) && isJsonObject(value))
        return [keyword, fromEntries(Object.entries(value).map(([name, child]) => [name, visit(child)]))]
      return [keyword, value]
    }),
  )
}

/** Own members whatever their names are, `__proto__` included. */
export function fromEntries(entries: Iterable<readonly [string, Json | undefined]>): JsonObject {
  return Object.fromEntries(entries) as JsonObject
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

export function schemasOf(value: Json | undefined): readonly JsonObject[] {
  return listOf(value).filter(isJsonObject)
}

export function without(schema: JsonObject, keywords: ReadonlySet<string>): JsonObject {
  return fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.has(keyword)))
}
