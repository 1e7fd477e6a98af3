import { randomUUID } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler } from '@modelcontextprotocol/server'
import { makeSdkServer } from './sdk-subject.ts'
import type { Side } from './side.ts'

/** The SDK's handler of both eras, 2025-11-25 without sessions. */
export function startSdkStateless(): Promise<Side> {
  const handle = toNodeHandler(createMcpHandler(makeSdkServer))
  return listen((request, response) => void handle(request as Parameters<typeof handle>[0], response))
}

/** The SDK's transport with sessions: a request without a session id meets a new transport, which takes `initialize` only. */
export function startSdkSessions(): Promise<Side> {
  const sessions = new Map<string, NodeStreamableHTTPServerTransport>()
  return listen(async (request, response) => {
    const id = request.headers['mcp-session-id']
    // An unknown id goes to a transport that has another one, which refuses it.
    const holder = id === undefined ? undefined : (sessions.get(String(id)) ?? [...sessions.values()][0])
    const transport = holder ?? (await makeTransport(sessions))
    await transport.handleRequest(request, response)
  })
}

async function makeTransport(sessions: Map<string, NodeStreamableHTTPServerTransport>) {
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: id => void sessions.set(id, transport),
    onsessionclosed: id => void sessions.delete(id),
  })
  await makeSdkServer().connect(transport)
  return transport
}

async function listen(handler: RequestListener): Promise<Side> {
  const http = createServer(handler)
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('The SDK server has no port.')
  return {
    url: `http://127.0.0.1:${address.port}/mcp`,
    close: () =>
      new Promise(resolve => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}
