import { FakeClock } from '../../test/protocol/fake-clock.ts'
import { createServer } from './built.ts'
import { defineEcho, records, unlimited } from './define-echo.ts'

/** Lintel under a clock that its parent turns, telling how much memory it holds. Started with `--expose-gc`. */
export type Order = 'memory' | 'let an hour pass'

export interface Told {
  readonly url?: string
  readonly rssMb: number
  readonly heapMb: number
}

const clock = new FakeClock()
const server = createServer({ name: 'bench', version: '1.0.0', clock, practices: unlimited, records })
defineEcho(server)
const { url } = await server.listen({ port: 0, host: '127.0.0.1' })
process.on('message', (order: Order) => {
  if (order === 'let an hour pass') clock.advance(60 * 60_000)
  tell()
})
tell(url)

function tell(at?: string): void {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  const told: Told = { rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20, ...(at !== undefined && { url: at }) }
  process.send?.(told)
}
