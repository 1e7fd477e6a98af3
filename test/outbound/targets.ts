import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export interface Target {
  readonly port: number
  readonly requests: IncomingMessage[]
  readonly sockets: Set<unknown>
}

/** A system that tools call, on this machine. */
export async function startTarget(t: TestContext, listener: RequestListener, host = '127.0.0.1'): Promise<Target> {
  const requests: IncomingMessage[] = []
  const sockets = new Set<unknown>()
  const server = createServer((request, response) => {
    requests.push(request)
    listener(request, response)
  })
  server.on('connection', socket => sockets.add(socket))
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, requests, sockets }
}
