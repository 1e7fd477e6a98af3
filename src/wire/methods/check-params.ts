import { RpcError } from '../../errors.ts'
import { isJsonObject, type JsonObject } from '../../json.ts'

/** Reads a required string of the params. */
export function requireString(params: JsonObject, key: string): string {
  const value = params[key]
  if (typeof value === 'string') return value
  throw refuse(`"${key}" must be a string`)
}

/** Characters of a URI that is kept for as long as somebody subscribes to it. */
const maxKeptUri = 4096

export function requireKeptUri(params: JsonObject, key: string): string {
  const uri = requireString(params, key)
  if (uri.length > maxKeptUri) throw refuse(`"${key}" may have ${maxKeptUri} characters`)
  return uri
}

export function optionalString(params: JsonObject, key: string): string | undefined {
  const value = params[key]
  if (value === undefined || typeof value === 'string') return value
  throw refuse(`"${key}" must be a string`)
}

export function optionalObject(params: JsonObject, key: string): JsonObject {
  const value = params[key]
  if (value === undefined) return {}
  if (isJsonObject(value)) return value
  throw refuse(`"${key}" must be an object`)
}

/** What the client asks, without what it says of itself: the arguments of a method that has no member for them. */
export function sentParams({ _meta, ...sent }: JsonObject): JsonObject {
  return sent
}

/** Answered within a 200: the request itself was well-formed. */
export function refuse(problem: string): RpcError {
  return new RpcError('INVALID_PARAMS', { message: `Invalid params: ${problem}`, http: 200 })
}
