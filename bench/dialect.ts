/** How a client speaks: 2026-07-28, 2025-11-25 without a session, or within one. */
export type Dialect = '2026' | '2025' | '2025-session'

/** An HTTP POST, the same for every repetition. */
export interface Post {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const common = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  authorization: 'Bearer bench',
}

/** Writes a request in a dialect. */
export function write(
  dialect: Dialect,
  method: string,
  params: Readonly<Record<string, unknown>>,
  sessionId?: string,
): Post {
  if (dialect !== '2026') {
    return {
      headers: {
        ...common,
        'mcp-protocol-version': '2025-11-25',
        ...(sessionId !== undefined && { 'mcp-session-id': sessionId }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    }
  }
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
  }
  return {
    headers: {
      ...common,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(typeof params.name === 'string' && { 'mcp-name': params.name }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }),
  }
}

/** Opens a session of 2025-11-25 and returns its id. */
export async function openSession(url: string): Promise<string> {
  const { 'mcp-protocol-version': _, ...headers } = write('2025', 'initialize', {}).headers
  const handshake = {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1.0.0' },
  }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params: handshake })
  const response = await fetch(url, { method: 'POST', headers, body })
  await response.text()
  const sessionId = response.headers.get('mcp-session-id')
  if (sessionId === null) throw new Error(`initialize was answered ${response.status} without a session id.`)
  const initialized = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })
  const inSession = { ...headers, 'mcp-session-id': sessionId }
  await (await fetch(url, { method: 'POST', headers: inSession, body: initialized })).text()
  return sessionId
}
