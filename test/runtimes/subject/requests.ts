import type { JsonObject } from '../../../src/index.ts'

export interface ModernPost {
  readonly method: 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A request as a client of 2026-07-28 sends it. */
export function post(method: string, params: JsonObject, meta: JsonObject = {}): ModernPost {
  const { name } = params
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'tester', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
    ...meta,
  }
  return {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(typeof name === 'string' && { 'mcp-name': name }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: envelope } }),
  }
}

export function toolCall(name: string, args: JsonObject = {}, meta: JsonObject = {}): ModernPost {
  return post('tools/call', { name, arguments: args }, meta)
}
