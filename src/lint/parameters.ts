import { isJsonObject, type Json, type JsonObject } from '../json.ts'

/** One parameter of a tool, nested ones included. */
export interface Parameter {
  readonly path: string
  readonly name: string
  readonly schema: JsonObject
  readonly required: boolean
  /** 1 for the arguments themselves. */
  readonly depth: number
}

const maxDepth = 8

export function parametersOf(schema: JsonObject, prefix = '', depth = 1): readonly Parameter[] {
  const { properties, required } = schema
  if (!isJsonObject(properties) || depth > maxDepth) return []
  return Object.entries(properties).flatMap(([name, property]) => {
    if (!isJsonObject(property)) return []
    const path = `${prefix}${name}`
    const isRequired = Array.isArray(required) && required.includes(name)
    const own = { path, name, schema: property, required: isRequired, depth }
    return [own, ...parametersOf(property, `${path}.`, depth + 1), ...itemsOf(property.items, `${path}[].`, depth + 1)]
  })
}

function itemsOf(items: Json | undefined, prefix: string, depth: number): readonly Parameter[] {
  return isJsonObject(items) ? parametersOf(items, prefix, depth) : []
}
