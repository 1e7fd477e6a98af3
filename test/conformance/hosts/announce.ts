import type { Server as NodeServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Server } from '../../../src/index.ts'

/** Says where the host serves, and closes it when it is told to end. */
export function announce(url: string, close: () => unknown): void {
  console.log(url)
  process.once('SIGTERM', () => void close())
}

/** The same for a server that is mounted at /mcp of an application on Node. */
export function announceNode(host: NodeServer, server: Server): void {
  host.once('listening', () => {
    announce(`http://localhost:${(host.address() as AddressInfo).port}/mcp`, async () => {
      await server.close()
      host.close()
      host.closeAllConnections()
    })
  })
}
