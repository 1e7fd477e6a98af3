import { isJsonObject, type Json, type JsonObject } from '../../json.ts'

/** Deeper schemas are left to their own validation. */
export const maxDepth = 16

const open = ['anyOf', 'oneOf', 'allOf', '$ref', 'if', 'patternProperties', 'dependentSchemas', 'unevaluatedProperties']

/** Whether a schema's members can be told from its properties alone: not of a union, and not behind a reference. */
export function isTold(schema: Json | undefined): schema is JsonObject {
  return isJsonObject(schema) && open.every(keyword => schema[keyword] === undefined)
}

/** Whether members that an object schema does not name are unknown: where it does not say what else may stand there. */
export function isClosed({ properties, additionalProperties }: JsonObject): boolean {
  return isJsonObject(properties) && (additionalProperties === undefined || additionalProperties === false)
}

/** The schema as it is enforced: `additionalProperties: false` wherever unknown members are refused. The same one where it says all of that. */
export function closeSchema(schema: JsonObject, depth = 0): JsonObject {
  if (!isTold(schema) || depth > maxDepth) return schema
  const { items, properties } = schema
  if (isJsonObject(items)) {
    const closed = closeSchema(items, depth + 1)
    return closed === items ? schema : { ...schema, items: closed }
  }
  if (!isJsonObject(properties)) return schema
  const inner = Object.entries(properties).map(
    ([name, property]) => [name, isJsonObject(property) ? closeSchema(property, depth + 1) : property] as const,
  )
  const isSame = inner.every(([name, property]) => property === properties[name])
  const says = !isClosed(schema) || schema.additionalProperties === false
  if (isSame && says) return schema
  return {
    ...schema,
    properties: isSame ? properties : Object.fromEntries(inner),
    ...(!says && { additionalProperties: false }),
  }
}
