import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import type { TestContext } from 'node:test'
import { type CallEvent, createServer, type JsonObject, type Server, type ServerOptions } from '../../src/index.ts'
import { hosts } from '../hosts/hosts.ts'
import { signedIn } from '../hosts/sign-in.ts'
import { initializeBody, LegacyClient } from '../protocol/legacy-client.ts'
import { failureOf, type Message } from '../protocol/message.ts'
import { askModern, modernBody } from '../protocol/modern-client.ts'
import { keepLog, type LogEntry, reach, type Served } from '../protocol/testbed.ts'

export interface Asked {
  readonly meta?: JsonObject
  readonly id?: number
  readonly signal?: AbortSignal
  /** Who asks: an id, and scopes after it. Over a pipe it is always nobody. */
  readonly as?: string
  readonly capabilities?: JsonObject
}

export interface Opened {
  readonly server: Server
  readonly log: readonly LogEntry[]
  /** The record of each call that has ended. */
  readonly events: readonly CallEvent[]
  ask(method: string, params?: JsonObject, asked?: Asked): Promise<Message>
  call(tool: string, args?: JsonObject, asked?: Asked): Promise<Message>
  /** Sends a notification of the era; over HTTP only in 2025. */
  notify(method: string, params: JsonObject): Promise<void>
  /** Closes the client's end of the pipe. */
  end(): void
}

export interface Way {
  readonly name: string
  readonly isModern: boolean
  readonly isPipe: boolean
  open(t: TestContext, define: (server: Server) => void, options?: Partial<ServerOptions>): Promise<Opened>
}

/** Every way in: both eras, through both faces of a host, and over a pipe. */
export const ways: readonly Way[] = [true, false].flatMap(isModern => {
  const era = isModern ? '2026-07-28' : '2025-11-25'
  return [
    ...['node:http', 'fetch'].map(host => ({
      name: `${era} through ${host}`,
      isModern,
      isPipe: false,
      open: (t: TestContext, define: (server: Server) => void, options: Partial<ServerOptions> = {}) =>
        openHost(t, host, isModern, define, options),
    })),
    {
      name: `${era} over stdio`,
      isModern,
      isPipe: true,
      open: (t: TestContext, define: (server: Server) => void, options: Partial<ServerOptions> = {}) =>
        openPipe(t, isModern, define, options),
    },
  ]
})

let servers = 0

function make(t: TestContext, define: (server: Server) => void, options: Partial<ServerOptions>) {
  const log: LogEntry[] = []
  const events: CallEvent[] = []
  const name = `practised-${++servers}`
  const server = createServer({ name, version: '1.0.0', logger: keepLog(log), ...options })
  const listen = (event: unknown) => {
    if ((event as CallEvent).server_id === name) events.push(event as CallEvent)
  }
  subscribe('lintel.call', listen)
  t.after(() => unsubscribe('lintel.call', listen))
  define(server)
  return { server, log, events }
}

async function openHost(
  t: TestContext,
  name: string,
  isModern: boolean,
  define: (server: Server) => void,
  options: Partial<ServerOptions>,
): Promise<Opened> {
  const made = make(t, define, options)
  const host = hosts.find(other => other.name === name)!
  const { url, send } = await host.start(t, made.server, authorization => {
    const [id = 'nobody', ...scopes] = (authorization ?? 'nobody').split(' ')
    return { id, scopes }
  })
  t.after(() => made.server.close())
  const served = reach(url, made.server, made.log, send)
  const clients = new Map<string, Promise<LegacyClient>>()
  const clientOf = (as: string, capabilities: JsonObject): Promise<LegacyClient> => {
    const known = clients.get(as)
    if (known) return known
    const client = LegacyClient.connect(signedIn(served, as), { capabilities })
    clients.set(as, client)
    return client
  }
  let ids = 100
  const ask: Opened['ask'] = async (method, params = {}, asked = {}) => {
    const { meta, id = ++ids, signal, as = 'nobody', capabilities = {} } = asked
    if (isModern) {
      const side: Served = signedIn(served, as)
      return askModern(side, { method, params, id, capabilities, ...(meta && { meta }), ...(signal && { signal }) })
    }
    const client = await clientOf(as, capabilities)
    const answer = await client.send(method, { ...params, ...(meta && { _meta: meta }) }, id, signal)
    const text = await answer.text()
    const data = text.startsWith('{') ? text : (/^data: (\{.*)$/m.exec(text.split('\n\n').at(-2) ?? '')?.[1] ?? '{}')
    return JSON.parse(data) as Message
  }
  return {
    ...made,
    ask,
    call: (tool, args = {}, asked = {}) => ask('tools/call', { name: tool, arguments: args }, asked),
    async notify(method, params) {
      await (await clientOf('nobody', {})).notify(method, params)
    },
    end: () => {},
  }
}

async function openPipe(
  t: TestContext,
  isModern: boolean,
  define: (server: Server) => void,
  options: Partial<ServerOptions>,
): Promise<Opened> {
  const made = make(t, define, options)
  const [input, output] = [new PassThrough(), new PassThrough()]
  const waiting = new Map<unknown, (message: Message) => void>()
  createInterface({ input: output }).on('line', line => {
    const message = JSON.parse(line) as Message
    waiting.get(message.id)?.(message)
  })
  const { closed } = await made.server.stdio({ input, output })
  t.after(async () => {
    input.end()
    await made.server.close()
    await closed
  })
  const send = (message: JsonObject): Promise<Message> => {
    const { promise, resolve } = Promise.withResolvers<Message>()
    waiting.set(message.id, resolve)
    input.write(`${JSON.stringify(message)}\n`)
    return promise
  }
  let introduction: Promise<unknown> | undefined
  let ids = 100
  const ask: Opened['ask'] = async (method, params = {}, { meta, id = ++ids, capabilities = {} } = {}) => {
    if (isModern) return send(modernBody({ id, method, params, capabilities, ...(meta && { meta }) }))
    introduction ??= send(initializeBody('2025-11-25', capabilities))
    await introduction
    return send({ jsonrpc: '2.0', id, method, params: { ...params, ...(meta && { _meta: meta }) } })
  }
  return {
    ...made,
    ask,
    call: (tool, args = {}, asked = {}) => ask('tools/call', { name: tool, arguments: args }, asked),
    async notify(method, params) {
      input.write(`${JSON.stringify({ jsonrpc: '2.0', method, params })}\n`)
    },
    end: () => void input.end(),
  }
}

/** What a refusal says: of a tool under its result's `_meta`, of anything else as a JSON-RPC error. */
export function refusalOf(message: Message): Readonly<Record<string, unknown>> {
  return message.error ? { ...message.error.data, rpc: message.error.code } : { ...failureOf(message.result) }
}

/** The number of a metric's line, 0 where it has none. */
export function metricOf(server: Server, line: string): number {
  const found = server
    .metrics()
    .split('\n')
    .find(other => other.startsWith(`${line} `))
  return Number(found?.slice(line.length + 1) ?? 0)
}
