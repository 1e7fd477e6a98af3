import type { RpcFailure } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { maskSecrets, maskTexts } from '../secret-shapes.ts'
import type { RequestId } from './jsonrpc.ts'

/** JSON text of one JSON-RPC message. Results come as text, since lists are serialised once. */
export function encodeResult(id: RequestId, result: string): string {
  return `{"jsonrpc":"2.0","id":${encodeId(id)},"result":${result}}`
}

/** `id` is null in HTTP answers to what had none, as the SDK and JSON-RPC 2.0 have it. */
export function encodeFailure(id: RequestId | undefined, { rpc, message, data }: RpcFailure): string {
  // An error often repeats what was asked for, and is kept in the client's log.
  const error = { code: rpc, message: maskSecrets(message), ...(data !== undefined && { data: maskTexts(data) }) }
  return `{"jsonrpc":"2.0","id":${id === undefined ? 'null' : encodeId(id)},"error":${JSON.stringify(error)}}`
}

export function encodeNotification(method: string, params: JsonObject | undefined): string {
  return JSON.stringify({ jsonrpc: '2.0', method, ...(params !== undefined && { params }) })
}

export function encodeRequest(id: RequestId, method: string, params: JsonObject): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params })
}

function encodeId(id: RequestId): string {
  return typeof id === 'number' ? String(id) : JSON.stringify(id)
}
