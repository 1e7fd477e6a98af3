import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { schemasOf } from '../profiles/children.ts'

/** One parameter of a tool, nested ones included. */
export interface Parameter {
  /** From the arguments down: `filter.tags`, `files[].path`. */
  readonly path: string
  readonly name: string
  /** Without the `null` that it may be besides. */
  readonly schema: JsonObject
  readonly required: boolean
  /** 1 for the arguments themselves. */
  readonly depth: number
}

const maxDepth = 8

/** The parameters of a schema without references, those of its choices and lists included. */
export function parametersOf(schema: JsonObject, prefix = '', depth = 1): readonly Parameter[] {
  if (depth > maxDepth) return []
  const { properties, required } = schema
  const own = isJsonObject(properties) ? Object.entries(properties) : []
  const found = own.flatMap(([name, property]) => {
    if (!isJsonObject(property)) return []
    const path = `${prefix}${name}`
    const inner = withoutNull(property)
    const isRequired = Array.isArray(required) && required.includes(name)
    return [
      { path, name, schema: inner, required: isRequired, depth },
      ...parametersOf(inner, `${path}.`, depth + 1),
      ...itemsOf(inner.items, `${path}[].`, depth + 1),
    ]
  })
  const branches = [schema.anyOf, schema.oneOf, schema.allOf].flatMap(schemasOf)
  return firstOfEach([...found, ...branches.flatMap(branch => parametersOf(branch, prefix, depth))])
}

function itemsOf(items: Json | undefined, prefix: string, depth: number): readonly Parameter[] {
  return isJsonObject(items) ? parametersOf(withoutNull(items), prefix, depth) : []
}

/** `anyOf: [X, null]` is X, with what stands beside it. */
function withoutNull(schema: JsonObject): JsonObject {
  const { anyOf, oneOf, type, ...rest } = schema
  const branches = [...schemasOf(anyOf), ...schemasOf(oneOf)]
  const [only, ...more] = branches.filter(branch => branch.type !== 'null')
  if (only && more.length === 0) return { ...only, ...rest }
  if (!Array.isArray(type)) return schema
  const [single, ...others] = type.filter(name => name !== 'null')
  return single !== undefined && others.length === 0 ? { ...rest, type: single } : schema
}

/** What several branches of a choice name is told once. */
function firstOfEach(parameters: readonly Parameter[]): readonly Parameter[] {
  const seen = new Set<string>()
  return parameters.filter(({ path }) => !seen.has(path) && seen.add(path))
}
