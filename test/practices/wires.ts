import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import type { TestContext } from 'node:test'
import { createServer, type JsonObject, type Server, type ServerOptions } from '../../src/index.ts'
import { initializeBody, LegacyClient } from '../protocol/legacy-client.ts'
import type { Message } from '../protocol/message.ts'
import { askModern, modernBody } from '../protocol/modern-client.ts'
import { keepLog, serve } from '../protocol/testbed.ts'
import type { Ask } from './follow-result.ts'

export type Define = (server: Server) => void

/** Every way in: both eras, over HTTP and over a pipe. */
export const wires = [
  ['2026-07-28 over HTTP', openModern],
  ['2025-11-25 over HTTP', openLegacy],
  ['2026-07-28 over stdio', (t: TestContext, define: Define) => openPipe(t, define, true)],
  ['2025-11-25 over stdio', (t: TestContext, define: Define) => openPipe(t, define, false)],
] as const

export async function openModern(
  t: TestContext,
  define: Define,
  options: Partial<ServerOptions> = {},
  name = 'testbed',
) {
  const served = await serve(t, define, options)
  const meta = { 'io.modelcontextprotocol/clientInfo': { name, version: '1.0.0' } }
  return ((method, params) => askModern(served, { method, params, meta })) as Ask
}

export async function openLegacy(
  t: TestContext,
  define: Define,
  options: Partial<ServerOptions> = {},
  version = '2025-11-25',
) {
  const client = await LegacyClient.connect(await serve(t, define, options), { version })
  return ((method, params) => client.ask(method, params)) as Ask
}

async function openPipe(t: TestContext, define: Define, isModern: boolean): Promise<Ask> {
  const server = createServer({ name: 'piped', version: '1.0.0', logger: keepLog([]) })
  define(server)
  const [input, output] = [new PassThrough(), new PassThrough()]
  const lines = createInterface({ input: output })[Symbol.asyncIterator]()
  const { closed } = await server.stdio({ input, output })
  t.after(async () => {
    input.end()
    await closed
    await server.close()
  })
  const send = async (message: JsonObject): Promise<Message> => {
    input.write(`${JSON.stringify(message)}\n`)
    return JSON.parse((await lines.next()).value ?? '{}') as Message
  }
  if (!isModern) await send(initializeBody())
  return (method, params) => send(isModern ? modernBody({ method, params }) : { jsonrpc: '2.0', id: 1, method, params })
}
