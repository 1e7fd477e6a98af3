import type { TestContext } from 'node:test'
import { createServer, type Server, type ServerOptions } from '../../src/index.ts'
import { keepLog, type LogEntry, reach, type Served } from '../protocol/testbed.ts'
import type { Host } from './hosts.ts'
import type { SignIn } from './sign-in.ts'

/** A server in a host, both of which last as long as the test. */
export async function mount(
  t: TestContext,
  host: Host,
  define: (server: Server) => void,
  options: Partial<ServerOptions> & { readonly signIn?: SignIn } = {},
): Promise<Served> {
  const { signIn, ...rest } = options
  const { server, log } = logged(define, rest)
  const { url, send } = await host.start(t, server, signIn)
  return reach(url, server, log, send)
}

/** A server that keeps its log. */
export function logged(
  define: (server: Server) => void,
  options: Partial<ServerOptions> = {},
): { readonly server: Server; readonly log: readonly LogEntry[] } {
  const log: LogEntry[] = []
  const server = createServer({ name: 'mounted', version: '1.0.0', logger: keepLog(log), ...options })
  define(server)
  return { server, log }
}
