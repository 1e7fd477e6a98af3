import { isJsonObject, type Json, type JsonObject } from '../../json.ts'

/** References within references; what is nested deeper, or refers to itself, is left open. */
const maxExpansion = 8

/** The schema without some keywords, at every level; what stands under `properties` are names, not keywords. */
export function withoutKeywords(schema: JsonObject, keywords: readonly string[]): JsonObject {
  return mapSchema(schema, node =>
    Object.fromEntries(Object.entries(node).filter(([keyword]) => !keywords.includes(keyword))),
  )
}

/** Local references (`#/$defs/...`) replaced by what they refer to. */
export function expandReferences(schema: JsonObject): JsonObject {
  const expand = (node: Json | undefined, depth: number): Json | undefined => {
    if (Array.isArray(node)) return node.map(item => expand(item, depth) as Json)
    if (!isJsonObject(node)) return node
    const { $ref, $defs, definitions, ...rest } = node
    if (typeof $ref === 'string') {
      const target = depth < maxExpansion ? resolve(schema, $ref) : undefined
      const own = mapValues(rest, value => expand(value, depth))
      return target ? { ...(expand(target, depth + 1) as JsonObject), ...own } : own
    }
    return mapValues(rest, value => expand(value, depth))
  }
  return expand(schema, 0) as JsonObject
}

/**
 * A choice at the root (`anyOf`, `oneOf`, `allOf`) as one object: every property of every branch; required is what all
 * branches require, or for `allOf` what any does. The server still holds calls to the choice itself.
 */
export function mergeRootChoice(schema: JsonObject): JsonObject {
  const { anyOf, oneOf, allOf, ...rest } = schema
  const choices = [...listOf(anyOf), ...listOf(oneOf)].filter(isJsonObject)
  const parts = listOf(allOf).filter(isJsonObject)
  if (choices.length === 0 && parts.length === 0) return schema
  const branches = [...choices, ...parts]
  const properties: Record<string, Json> = {
    ...(isJsonObject(rest.properties) && (rest.properties as Record<string, Json>)),
  }
  for (const branch of branches) {
    if (!isJsonObject(branch.properties)) continue
    for (const [name, property] of Object.entries(branch.properties)) {
      properties[name] = Object.hasOwn(properties, name)
        ? unite(properties[name]!, property as Json)
        : (property as Json)
    }
  }
  const common = choices
    .map(requiredOf)
    .reduce<readonly string[] | undefined>(
      (all, names) => (all ? all.filter(name => names.includes(name)) : names),
      undefined,
    )
  const required = [...new Set([...requiredOf(rest), ...parts.flatMap(requiredOf), ...(common ?? [])])]
  return { ...rest, type: 'object', properties, ...(required.length > 0 && { required }) }
}

const geminiKeywords = new Set([
  'type',
  'format',
  'title',
  'description',
  'nullable',
  'enum',
  'items',
  'minItems',
  'maxItems',
  'properties',
  'required',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
])
const geminiFormats = new Set(['date-time', 'enum', 'int32', 'int64', 'float', 'double'])

/** Only keywords that Gemini's function declarations know; a choice becomes its first branch, with the others in words. */
export function forGemini(schema: JsonObject): JsonObject {
  return mapSchema(schema, node => {
    const plain = settleChoice(node)
    const kept = Object.entries(plain).filter(([keyword]) => geminiKeywords.has(keyword))
    const result: Record<string, Json | undefined> = Object.fromEntries(kept)
    if (typeof result.format === 'string' && !geminiFormats.has(result.format)) delete result.format
    if (Array.isArray(result.type)) {
      const types = result.type.filter(type => type !== 'null')
      if (types.length < result.type.length) result.nullable = true
      result.type = types[0] ?? 'string'
    }
    if (plain.const !== undefined) result.enum = [plain.const]
    // Its enums are texts.
    if (Array.isArray(result.enum)) {
      result.enum = result.enum.filter(value => value !== null).map(String)
      result.type = 'string'
    }
    return result
  })
}

function settleChoice(node: JsonObject): JsonObject {
  const { anyOf, oneOf, allOf, ...rest } = node
  const branches = [...listOf(anyOf), ...listOf(oneOf), ...listOf(allOf)].filter(isJsonObject)
  if (branches.length === 0) return node
  const real = branches.filter(branch => branch.type !== 'null')
  const nullable = real.length < branches.length ? { nullable: true } : {}
  const [first = {}, ...others] = real
  if (real.every(branch => branch.const !== undefined)) {
    return { ...rest, ...nullable, type: 'string', enum: real.map(branch => branch.const as Json) }
  }
  const also = others.map(other => other.title ?? other.type).filter(name => typeof name === 'string')
  const words = [rest.description ?? first.description, also.length > 0 ? `Or: ${also.join(', ')}.` : undefined]
  const description = words.filter(word => typeof word === 'string').join(' ')
  return { ...first, ...rest, ...nullable, ...(description !== '' && { description }) }
}

/** Two ways in which branches describe one property: the values of a discriminator together, else the first. */
function unite(one: Json, other: Json): Json {
  const values = [...valuesOf(one), ...valuesOf(other)]
  if (!isJsonObject(one) || valuesOf(one).length === 0 || valuesOf(other).length === 0) return one
  const { const: _, ...rest } = one
  return { ...rest, enum: [...new Set(values)] }
}

function valuesOf(property: Json): readonly Json[] {
  if (!isJsonObject(property)) return []
  return property.const !== undefined ? [property.const] : listOf(property.enum)
}

/** Applies `change` to a schema and to every schema within it, the inner ones first. */
function mapSchema(schema: JsonObject, change: (node: JsonObject) => JsonObject): JsonObject {
  const visit = (node: Json | undefined): Json | undefined => (isJsonObject(node) ? mapSchema(node, change) : node)
  const changed = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (['properties', '$defs', 'definitions', 'patternProperties'].includes(keyword) && isJsonObject(value))
        return [keyword, mapValues(value, visit)]
      if (['anyOf', 'oneOf', 'allOf', 'prefixItems'].includes(keyword) && Array.isArray(value))
        return [keyword, value.map(visit) as Json]
      if (['items', 'additionalProperties', 'not', 'contains', 'propertyNames'].includes(keyword))
        return [keyword, visit(value)]
      return [keyword, value]
    }),
  ) as JsonObject
  return change(changed)
}

function mapValues(object: JsonObject, change: (value: Json | undefined) => Json | undefined): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)])) as JsonObject
}

function resolve(root: JsonObject, reference: string): JsonObject | undefined {
  if (reference === '#') return root
  if (!reference.startsWith('#/')) return undefined
  const found = reference
    .slice(2)
    .split('/')
    .reduce<Json | undefined>(
      (node, step) => (isJsonObject(node) ? node[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
      root,
    )
  return isJsonObject(found) ? found : undefined
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function requiredOf(schema: JsonObject): readonly string[] {
  return listOf(schema.required).filter(name => typeof name === 'string')
}
