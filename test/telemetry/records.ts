import type { TestContext } from 'node:test'
import { createServer, type Server, type ServerOptions } from '../../src/index.ts'
import { keepLog, type LogEntry, reach, type Served } from '../protocol/testbed.ts'

export type Fields = Readonly<Record<string, unknown>>

export interface Recorded extends Served {
  /** The fields of each record so far, `level` among them. */
  readonly records: Fields[]
}

/** A server whose records come to the logger, kept for the test to look at. */
export async function record(
  t: TestContext,
  define: (server: Server) => void = () => {},
  options: Partial<ServerOptions> = {},
): Promise<Recorded> {
  const log: LogEntry[] = []
  const records: Fields[] = []
  const kept = keepLog(log)
  const keep = (level: 'debug' | 'info' | 'warn' | 'error') => (event: string, fields?: Fields) => {
    if (event === 'call') records.push({ level, ...fields })
    else kept[level](event, fields)
  }
  const logger = { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') }
  const server = createServer({ name: 'testbed', version: '1.0.0', logger, ...options })
  define(server)
  const { url } = await server.listen({ port: 0 })
  t.after(() => server.close())
  return { ...reach(url, server, log), records }
}

export function defined(fields: Fields | undefined): Fields {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== undefined))
}
