import type { TestContext } from 'node:test'
import { createServer, type Logger, type Server, type ServerOptions } from '../../src/index.ts'
import { EventReader } from './event-reader.ts'
import type { Message } from './message.ts'

export interface Served {
  readonly url: string
  readonly server: Server
  readonly log: readonly LogEntry[]
  /** How requests reach it. Default: `fetch`. */
  readonly send: Send
  /** Sends one POST; `headers` replace the usual ones, those that are undefined are left out. */
  post(body: unknown, headers?: Headers, signal?: AbortSignal): Promise<Response>
}

export type Send = (url: string | URL, init?: RequestInit) => Promise<Response>

export type Headers = Readonly<Record<string, string | undefined>>

export interface LogEntry {
  readonly level: string
  readonly event: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** A server on a free port that lasts as long as its test. */
export async function serve(
  t: TestContext,
  define: (server: Server) => void = () => {},
  options: Partial<ServerOptions> = {},
): Promise<Served> {
  const log: LogEntry[] = []
  const server = createServer({ name: 'testbed', version: '1.0.0', logger: keepLog(log), ...options })
  define(server)
  const { url } = await server.listen({ port: 0 })
  t.after(() => server.close())
  return reach(url, server, log)
}

/** A server that listens already. */
export function reach(url: string, server: Server, log: readonly LogEntry[] = [], send: Send = fetch): Served {
  const post = (body: unknown, headers: Headers = {}, signal?: AbortSignal) =>
    send(url, {
      method: 'POST',
      headers: present({ 'content-type': 'application/json', accept: bothTypes, ...headers }),
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(signal && { signal }),
    })
  return { url, server, log, send, post }
}

export const bothTypes = 'application/json, text/event-stream'

export function keepLog(entries: LogEntry[]): Logger {
  const at =
    (level: string) =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
      // Records of calls and advice on definitions come to the same log; tests of them look at those alone.
      if (!['call', 'definitions.lint', 'definition.finding'].includes(event)) entries.push({ level, event, fields })
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** The message of an answer, be it JSON or the last one of a stream. */
export async function read(response: Response): Promise<Message> {
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    const last = (await new EventReader(response).messages()).at(-1)
    if (!last) throw new Error('The stream held no message.')
    return last
  }
  return (await response.json()) as Message
}

function present(headers: Headers): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >
}

/** A promise and its hands. */
export function gate<T = void>(): {
  readonly promise: Promise<T>
  readonly open: (value: T) => void
} {
  const { promise, resolve } = Promise.withResolvers<T>()
  return { promise, open: resolve }
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
