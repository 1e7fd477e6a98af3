import { isJsonObject, type JsonObject } from '../../json.ts'

/** The blocks, contents or messages of a result: of a list, what can be one. */
export function objects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}
