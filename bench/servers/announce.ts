import type { Server } from 'node:http'

/** Listens on a free port and says where. */
export function announce(http: Server): void {
  http.listen(0, '127.0.0.1', () => {
    const address = http.address()
    if (address === null || typeof address === 'string') throw new Error('The server has no port.')
    console.log(`http://127.0.0.1:${address.port}/mcp`)
  })
}
