import { isJsonObject, type Json, type JsonObject } from '../../json.ts'

/** Deeper schemas are left to their own validation. */
export const maxDepth = 16

/** Whether members may have their names from elsewhere than properties, references, unions and conjunctions. */
export function isUntold(schema: JsonObject): boolean {
  return untold.some(keyword => schema[keyword] !== undefined)
}

const untold = [
  'if',
  'patternProperties',
  'dependencies',
  'dependentSchemas',
  'unevaluatedProperties',
  '$dynamicRef',
  '$recursiveRef',
]

/** Whether what a schema says of members depends on other schemas. */
export function isCombined(schema: JsonObject): boolean {
  return combining.some(keyword => schema[keyword] !== undefined)
}

const combining = ['anyOf', 'oneOf', 'allOf', '$ref']

/** Whether a schema's members can be told from its properties alone: not of a union, and not behind a reference. */
function isTold(schema: JsonObject): boolean {
  return !isUntold(schema) && !isCombined(schema)
}

/** Whether members that an object schema does not name are unknown: where it does not say what else may stand there. */
export function isClosed({ properties, additionalProperties }: JsonObject): boolean {
  return isJsonObject(properties) && (additionalProperties === undefined || additionalProperties === false)
}

/** Members that a schema asks for by name and says nothing of: known all the same. */
export function namedAlone({ properties, additionalProperties, required }: JsonObject): readonly string[] {
  if (!Array.isArray(required) || additionalProperties === false) return []
  return (required as readonly string[]).filter(name => !isJsonObject(properties) || !Object.hasOwn(properties, name))
}

/**
 * The schema as it is enforced: `additionalProperties: false` wherever unknown members are refused and nothing else may name
 * one. The same schema where it says all of that.
 */
export function closeSchema(schema: JsonObject, depth = 0): JsonObject {
  if (depth > maxDepth) return schema
  if (isTold(schema)) return closeTold(schema, depth)
  for (const how of ['anyOf', 'oneOf'] as const) {
    const branches = schema[how]
    const { [how]: _, ...around } = schema
    if (!Array.isArray(branches) || around.properties !== undefined || !isTold(around)) continue
    if (!areApart(branches)) continue
    const closed = branches.map(branch => (isJsonObject(branch) ? closeSchema(branch, depth + 1) : branch))
    return closed.every((branch, at) => branch === branches[at]) ? schema : { ...schema, [how]: closed }
  }
  return schema
}

function closeTold(schema: JsonObject, depth: number): JsonObject {
  const { items, properties, prefixItems } = schema
  if (isJsonObject(items) && prefixItems === undefined) {
    const closed = closeSchema(items, depth + 1)
    return closed === items ? schema : { ...schema, items: closed }
  }
  if (!isJsonObject(properties)) return schema
  const inner = Object.entries(properties).map(
    ([name, property]) => [name, isJsonObject(property) ? closeSchema(property, depth + 1) : property] as const,
  )
  const isSame = inner.every(([name, property]) => property === properties[name])
  const says = !isClosed(schema) || schema.additionalProperties === false || namedAlone(schema).length > 0
  if (isSame && says) return schema
  return {
    ...schema,
    properties: isSame ? properties : Object.fromEntries(inner),
    ...(!says && { additionalProperties: false }),
  }
}

/** Whether no object, and no list of objects, can be of two branches, so that the members of one are unknown in the others. */
function areApart(branches: readonly Json[]): boolean {
  if (branches.filter(branch => isJsonObject(branch) && branch.items !== undefined).length > 1) return false
  const objects = branches.filter(branch => !isJsonObject(branch) || mayBeObject(branch))
  return objects.every((one, at) => objects.slice(at + 1).every(other => arePartedByWords(one, other)))
}

function mayBeObject({ type }: JsonObject): boolean {
  return type === undefined || type === 'object' || (Array.isArray(type) && type.includes('object'))
}

function arePartedByWords(one: Json, other: Json): boolean {
  if (!isJsonObject(one) || !isJsonObject(other) || !isTold(one) || !isTold(other)) return false
  const [ofOne, ofOther] = [wordsOf(one), wordsOf(other)]
  return [...ofOne].some(([name, words]) => {
    const others = ofOther.get(name)
    return others !== undefined && !words.some(word => others.includes(word))
  })
}

/** The members that have to be there and to be one of some words. */
function wordsOf({ properties, required }: JsonObject): ReadonlyMap<string, readonly Json[]> {
  const found = new Map<string, readonly Json[]>()
  if (!isJsonObject(properties) || !Array.isArray(required)) return found
  for (const name of required as readonly string[]) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (!isJsonObject(property)) continue
    const words = property.const === undefined ? property.enum : [property.const]
    if (Array.isArray(words) && words.every(word => word === null || typeof word !== 'object')) found.set(name, words)
  }
  return found
}
