import { isJsonObject, type Json, type JsonObject } from '../../json.ts'

const errorMeta = 'lintel/error'

/** The facts that a ToolError shows beside its message. */
export function errorDataOf({ isError, _meta }: JsonObject): Json | undefined {
  const told = isError === true && isJsonObject(_meta) ? _meta[errorMeta] : undefined
  return isJsonObject(told) ? told.data : undefined
}

/** The same error without them. */
export function withoutErrorData(result: JsonObject): JsonObject {
  const { _meta } = result
  if (!isJsonObject(_meta) || !isJsonObject(_meta[errorMeta])) return result
  const { data, ...facts } = _meta[errorMeta] as JsonObject
  return { ...result, _meta: { ..._meta, [errorMeta]: facts } }
}
