import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { listOf, mapChildren, schemasOf } from './children.ts'
import { mergeRoot, valuesOf } from './merge-root.ts'

/** Of JSON Schema, what function declarations of Gemini know, and the mark of an argument that is sent as a header too. */
const known = new Set([
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
  'x-mcp-header',
])
const knownFormats = new Set(['date-time', 'int32', 'int64', 'float', 'double'])

/**
 * The subset of OpenAPI 3.0 that Gemini takes, from a schema without references. Where it has no words for something,
 * more is allowed and the description says the rest. Less is allowed in four places: a choice of different types is its
 * first, a value of any type is a text, items without a schema are texts, and of a list of mixed values the texts remain.
 */
export function forGemini(schema: JsonObject): JsonObject {
  const node = writePlainly(settleItems(settleType(settleChoice(schema))))
  return mapChildren(
    Object.fromEntries(Object.entries(node).filter(([keyword]) => known.has(keyword))) as JsonObject,
    forGemini,
  )
}

function settleChoice(schema: JsonObject): JsonObject {
  const { anyOf, oneOf, allOf, ...rest } = schema
  const parts = schemasOf(allOf)
  if (parts.length > 0) {
    const together = parts.some(isObject)
      ? mergeRoot({ ...rest, allOf: parts })
      : (Object.assign({}, rest, ...parts) as JsonObject)
    return settleChoice({ ...together, ...(anyOf && { anyOf }), ...(oneOf && { oneOf }) })
  }
  const branches = schemasOf(anyOf).length > 0 ? schemasOf(anyOf) : schemasOf(oneOf)
  if (branches.length === 0) return rest
  const real = branches.filter(({ type }) => type !== 'null')
  const nullable = real.length < branches.length ? { nullable: true } : {}
  const [first = {}, ...others] = real
  if (others.length > 0 && real.every(isObject)) return { ...mergeRoot({ ...rest, anyOf: real }), ...nullable }
  const { type } = first
  if (others.length > 0 && typeof type === 'string' && real.every(branch => branch.type === type))
    return { ...common(real), ...rest, ...nullable }
  const also = others.map(({ title, type }) => title ?? type).filter(name => typeof name === 'string')
  const settled = settleChoice({ ...first, ...rest, ...nullable })
  return also.length === 0 ? settled : tell(settled, `Or: ${also.join(', ')}.`)
}

/** What holds in every branch of a choice of one type: values are put together, bounds that differ are left out. */
function common(branches: readonly JsonObject[]): JsonObject {
  const [first = {}] = branches
  const same = Object.entries(first).filter(([keyword, value]) =>
    branches.every(branch => JSON.stringify(branch[keyword]) === JSON.stringify(value)),
  )
  const values = branches.map(valuesOf)
  const items = branches.map(branch => branch.items)
  return {
    ...(Object.fromEntries(same) as JsonObject),
    ...(values.every(list => list.length > 0) && { const: undefined, enum: [...new Set(values.flat())] }),
    ...(items.every(isJsonObject) && { items: { anyOf: items } }),
  }
}

/** One type for everything; what may be null says so. */
function settleType(schema: JsonObject): JsonObject {
  const { type, const: constant, ...rest } = schema
  const all = Array.isArray(type) ? type : type === undefined ? [] : [type]
  const types = all.filter(name => name !== 'null')
  const values = constant === undefined ? listOf(rest.enum) : [constant]
  const nullable = types.length < all.length || values.includes(null) ? { nullable: true } : {}
  const settled = { ...rest, ...nullable, type: types[0] ?? typeOf(schema, values) }
  return values.length === 0 ? settled : writeValues(settled, values)
}

/** Only texts can be listed; numbers and the like are told. */
function writeValues({ enum: _, ...schema }: JsonObject, values: readonly Json[]): JsonObject {
  const texts = values.filter(value => typeof value === 'string' && value !== '')
  if (texts.length > 0) return { ...schema, type: 'string', enum: texts }
  const told = values.filter(value => value !== null).map(value => JSON.stringify(value))
  return told.length === 0 ? schema : tell(schema, `${told.length === 1 ? 'Always' : 'One of'} ${told.join(', ')}.`)
}

function typeOf(schema: JsonObject, values: readonly Json[]): string {
  const value = values.find(one => one !== null)
  if (Array.isArray(value) || schema.items !== undefined || schema.prefixItems !== undefined) return 'array'
  if (isJsonObject(value) || isObject(schema)) return 'object'
  if (typeof value === 'number' || schema.minimum !== undefined || schema.maximum !== undefined) return 'number'
  return typeof value === 'boolean' ? 'boolean' : 'string'
}

/** A list has one schema for all of its items. */
function settleItems(schema: JsonObject): JsonObject {
  if (schema.type !== 'array') return schema
  const { prefixItems, items, ...rest } = schema
  const places = schemasOf(prefixItems)
  const further = isJsonObject(items) && Object.keys(items).length > 0 ? [items] : []
  const all = [...new Map([...places, ...further].map(place => [JSON.stringify(place), place])).values()]
  return { ...rest, items: all.length > 1 ? { anyOf: all } : (all[0] ?? { type: 'string' }) }
}

/** Bounds, formats and defaults that there is no keyword for. */
function writePlainly(schema: JsonObject): JsonObject {
  const { format, exclusiveMinimum: above, exclusiveMaximum: below, default: byDefault, ...rest } = schema
  let node: JsonObject = rest
  if (typeof format === 'string')
    node = knownFormats.has(format) ? { ...node, format } : tell(node, `Format: ${format}.`)
  const step = rest.type === 'integer' ? 1 : 0
  if (typeof above === 'number') node = { ...node, minimum: Math.floor(above) + step }
  if (typeof below === 'number') node = { ...node, maximum: Math.ceil(below) - step }
  const isTold = /\bdefault/i.test(String(rest.description ?? ''))
  if (byDefault !== undefined && byDefault !== null && typeof byDefault !== 'object' && !isTold)
    node = tell(node, `Default: ${JSON.stringify(byDefault)}.`)
  return node
}

function tell(schema: JsonObject, sentence: string): JsonObject {
  const { description } = schema
  const said = typeof description === 'string' ? description.trimEnd() : ''
  const apart = said === '' ? '' : /[.!?:]$/.test(said) ? ' ' : '. '
  return { ...schema, description: `${said}${apart}${sentence}` }
}

function isObject({ type, properties, required }: JsonObject): boolean {
  return type === 'object' || (type === undefined && (properties !== undefined || required !== undefined))
}
