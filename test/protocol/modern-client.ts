import type { JsonObject } from '../../src/index.ts'
import type { Message } from './message.ts'
import { type Headers, read, type Served } from './testbed.ts'

export const modernVersion = '2026-07-28'

export interface ModernRequest {
  readonly id?: string | number
  readonly method: string
  readonly params?: JsonObject
  readonly capabilities?: JsonObject
  /** Further members of `_meta`. */
  readonly meta?: JsonObject
  readonly headers?: Headers
  readonly signal?: AbortSignal
}

export function envelope(capabilities: JsonObject = {}, meta: JsonObject = {}): JsonObject {
  return {
    'io.modelcontextprotocol/protocolVersion': modernVersion,
    'io.modelcontextprotocol/clientInfo': { name: 'testbed', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': capabilities,
    ...meta,
  }
}

export function modernBody({ id = 1, method, params, capabilities, meta }: ModernRequest): JsonObject {
  return { jsonrpc: '2.0', id, method, params: { ...params, _meta: envelope(capabilities, meta) } }
}

/** Sends a request as a client of 2026-07-28 does, with the headers that repeat its body. */
export function sendModern(served: Served, request: ModernRequest): Promise<Response> {
  const name = request.params?.['name'] ?? request.params?.['uri']
  const headers: Headers = {
    'mcp-protocol-version': modernVersion,
    'mcp-method': request.method,
    ...(typeof name === 'string' && { 'mcp-name': name }),
    ...request.headers,
  }
  return served.post(modernBody(request), headers, request.signal)
}

export async function askModern(served: Served, request: ModernRequest): Promise<Message> {
  return read(await sendModern(served, request))
}

export function callModern(
  served: Served,
  name: string,
  args: JsonObject = {},
  extra: Omit<ModernRequest, 'method'> = {},
): Promise<Message> {
  return askModern(served, {
    ...extra,
    method: 'tools/call',
    params: { name, arguments: args, ...extra.params },
  })
}
