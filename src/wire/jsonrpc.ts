import { isJsonObject, type Json, type JsonObject } from '../json.ts'

/** JSON-RPC 2.0 messages as MCP allows them: ids are strings or integers, params are objects. */
export type RequestId = string | number

export interface RpcRequest {
  readonly jsonrpc: '2.0'
  readonly id: RequestId
  readonly method: string
  readonly params?: JsonObject
}

export interface RpcNotification {
  readonly jsonrpc: '2.0'
  readonly method: string
  readonly params?: JsonObject
}

export interface RpcResult {
  readonly jsonrpc: '2.0'
  readonly id: RequestId
  readonly result: JsonObject
}

export interface RpcErrorAnswer {
  readonly jsonrpc: '2.0'
  readonly id?: RequestId
  readonly error: { readonly code: number; readonly message: string; readonly data?: Json }
}

export type RpcAnswer = RpcResult | RpcErrorAnswer
export type RpcMessage = RpcRequest | RpcNotification | RpcAnswer

export function isRequest(value: unknown): value is RpcRequest {
  return (
    isJsonObject(value) &&
    value.jsonrpc === '2.0' &&
    isRequestId(value.id) &&
    hasMethod(value) &&
    hasOnly(value, requestKeys)
  )
}

export function isNotification(value: unknown): value is RpcNotification {
  return isJsonObject(value) && value.jsonrpc === '2.0' && hasMethod(value) && hasOnly(value, notificationKeys)
}

export function isAnswer(value: unknown): value is RpcAnswer {
  if (!isJsonObject(value) || value.jsonrpc !== '2.0') return false
  if (value.result !== undefined) {
    return (
      isRequestId(value.id) && isJsonObject(value.result) && hasValidMeta(value.result) && hasOnly(value, resultKeys)
    )
  }
  const error = value.error
  return (
    isJsonObject(error) &&
    Number.isSafeInteger(error.code) &&
    typeof error.message === 'string' &&
    (value.id === undefined || isRequestId(value.id)) &&
    hasOnly(value, errorKeys)
  )
}

export function isRequestId(value: unknown): value is RequestId {
  return typeof value === 'string' || Number.isSafeInteger(value)
}

/** The id that an error about this body may repeat; undefined where it has none. */
export function idOf(body: unknown): RequestId | undefined {
  return isJsonObject(body) && typeof body.method === 'string' && isRequestId(body.id) ? body.id : undefined
}

const requestKeys = new Set(['jsonrpc', 'id', 'method', 'params'])
const notificationKeys = new Set(['jsonrpc', 'method', 'params'])
const resultKeys = new Set(['jsonrpc', 'id', 'result'])
const errorKeys = new Set(['jsonrpc', 'id', 'error'])

function hasOnly(value: JsonObject, keys: ReadonlySet<string>): boolean {
  for (const key in value) if (!keys.has(key)) return false
  return true
}

function hasMethod(value: JsonObject): boolean {
  const params = value.params
  return typeof value.method === 'string' && (params === undefined || (isJsonObject(params) && hasValidMeta(params)))
}

/** `_meta` is an object; a progress token in it is a string or an integer. */
function hasValidMeta(params: JsonObject): boolean {
  const meta = params._meta
  if (meta === undefined) return true
  if (!isJsonObject(meta)) return false
  const token = meta.progressToken
  return token === undefined || isRequestId(token)
}
