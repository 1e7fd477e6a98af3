import type { Server } from '../../../src/index.ts'
import { announce } from '../../conformance/hosts/announce.ts'

/** Serves with Deno on a free port, says where, and closes it when it is told to end. */
export function announceDeno(server: Server, fetch: Deno.ServeHandler): void {
  const host = Deno.serve({ port: 0, hostname: 'localhost', onListen: () => {} }, fetch)
  announce(`http://localhost:${host.addr.port}/mcp`, async () => {
    await server.close()
    await host.shutdown()
    process.exit()
  })
}
