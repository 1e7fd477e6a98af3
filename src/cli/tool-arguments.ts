import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { nearest } from '../nearest.ts'

/** An argument that cannot be what the tool takes; the message says how to write it. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
}

/**
 * The arguments of a tool from what was typed: `key=value` takes its type from the input schema, a key given twice makes
 * a list, and `key:=json` is JSON as it stands. A key that the schema does not name is taken for a slip, except in
 * `key:=json` and `base`, a JSON object that the pairs are laid over.
 */
export function readArguments(pairs: readonly string[], schema: JsonObject, base: string | undefined): JsonObject {
  const given: Record<string, Json> = Object.assign(Object.create(null), base === undefined ? {} : parseObject(base))
  const texts = new Map<string, string[]>()
  for (const pair of pairs) {
    const { key, value, json } = split(pair)
    if (json) given[key] = parseJson(key, value)
    else texts.set(key, [...(texts.get(key) ?? []), value])
  }
  for (const [key, values] of texts) given[key] = convert(key, values, propertyOf(schema, key))
  return { ...given }
}

function split(pair: string): { readonly key: string; readonly value: string; readonly json: boolean } {
  const match = /^([^=]+?)(:?)=([\s\S]*)$/.exec(pair)
  if (!match) throw new ArgumentError(`${pair}: write key=value, or key:=json for a typed value.`)
  return { key: match[1]!, json: match[2] === ':', value: match[3]! }
}

function propertyOf(schema: JsonObject, key: string): JsonObject {
  const declared = schema['properties']
  const properties = isJsonObject(declared) ? declared : {}
  const property = Object.hasOwn(properties, key) ? properties[key] : undefined
  if (isJsonObject(property)) return property
  const { additionalProperties } = schema
  const closed = additionalProperties === false || (additionalProperties === undefined && declared !== undefined)
  if (property !== undefined || !closed) return {}
  const names = Object.keys(properties)
  const meant = nearest(key, names)
  const known = names.length === 0 ? 'It takes no arguments.' : `It takes ${names.join(', ')}.`
  throw new ArgumentError(`The tool has no argument ${key}. ${meant ? `Did you mean ${meant}?` : known}`)
}

function convert(key: string, values: readonly string[], property: JsonObject): Json {
  const types = typesOf(property)
  const items = isJsonObject(property['items']) ? property['items'] : {}
  if (types.has('array') && !(values.length === 1 && values[0]!.trimStart().startsWith('[')))
    return values.map(value => convertEntry(key, value, items))
  if (values.length > 1) throw new ArgumentError(`${key} is given more than once, and the tool takes one.`)
  return convertOne(key, values[0]!, property)
}

/** One entry of a list. A text that cannot be an object is met with the form of the whole list, not of the entry. */
function convertEntry(key: string, value: string, items: JsonObject): Json {
  const types = typesOf(items)
  if (types.size === 1 && types.has('object') && !value.trimStart().startsWith('{'))
    throw new ArgumentError(`${key} has to be a JSON array: ${key}:=[{...}], not ${JSON.stringify(value)}.`)
  return convertOne(key, value, items)
}

function convertOne(key: string, value: string, property: JsonObject): Json {
  const types = typesOf(property)
  if (types.has('null') && value === 'null') return null
  if ((types.has('number') || types.has('integer')) && value.trim() !== '' && Number.isFinite(Number(value)))
    return Number(value)
  if (types.has('boolean') && (value === 'true' || value === 'false')) return value === 'true'
  if (
    (types.has('object') && value.trimStart().startsWith('{')) ||
    (types.has('array') && value.trimStart().startsWith('['))
  )
    return parseJson(key, value)
  if (types.size === 0 || types.has('string')) return value
  const wanted = [...types].map(type => typeNames[type] ?? type).join(' or ')
  throw new ArgumentError(`${key} has to be ${wanted}, not ${JSON.stringify(value)}.`)
}

/** The types that a property may have, those of its choices included; none where it may be anything. */
function typesOf(property: JsonObject): ReadonlySet<string> {
  const types = new Set<string>()
  for (const type of [property['type']].flat()) if (typeof type === 'string') types.add(type)
  for (const choices of [property['anyOf'], property['oneOf']]) {
    if (Array.isArray(choices))
      for (const choice of choices.filter(isJsonObject)) for (const type of typesOf(choice)) types.add(type)
  }
  for (const value of Array.isArray(property['enum']) ? property['enum'] : [property['const']])
    if (value !== undefined && value !== null) types.add(typeof value)
  return types
}

function parseObject(text: string): JsonObject {
  const value = parseJson('--json', text)
  if (isJsonObject(value)) return value
  throw new ArgumentError(`--json has to be an object: '{"path":"notes.md"}'.`)
}

function parseJson(key: string, text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw new ArgumentError(`${key} is not valid JSON: ${(error as Error).message}.`)
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list: give the key once for each entry, or key:=[...]',
  object: 'a JSON object: key:={...}',
  null: 'null',
}
