import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** The free port of this machine that an application listens on for as long as the test lasts. */
export async function portOf(t: TestContext, listener: Pick<Server, 'address'>): Promise<number> {
  // Those of HTTP/2 have the same methods, but for the last one.
  const server = listener as Server
  if (!server.listening) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  }
  t.after(() => {
    server.close()
    server.closeAllConnections?.()
  })
  return (server.address() as AddressInfo).port
}
