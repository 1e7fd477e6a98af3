/** Prints how much heap a million principals, or a hundred thousand cache keys, take: run with --expose-gc. */
import type { RunningCall } from '../../src/call.ts'
import { systemClock } from '../../src/clock.ts'
import { createServer, z } from '../../src/index.ts'
import { makeLimit } from '../../src/practices/limit/limit.ts'
import { keepLog } from '../protocol/testbed.ts'

const [what, count] = [process.argv[2], Number(process.argv[3])]
const server = createServer({ name: 'memory', version: '1.0.0', logger: keepLog([]), records: 'off' })
server.tool('kept', {
  description: 'Does.',
  readOnly: true,
  limit: 'off',
  cache: { for: 'hourly', by: 'everyone' },
  input: z.object({ key: z.string() }),
  run: ({ key }) => `Result of ${key}`,
})
let asked = 0
const handler = server.fetchHandler({ principal: () => ({ id: 'somebody' }) })
// A million requests take minutes: principals go to the practice itself.
const limited = makeLimit(systemClock).wrap(
  { method: 'tools/call', name: 'subject', settings: {}, readOnly: true, idempotent: true },
  () => ({ kind: 'result', result: {} }),
)

function limit(): void {
  const id = `principal-${asked++}-${'x'.repeat(20)}`
  void limited?.({}, { principal: { id, scopes: [], claims: {} } } as unknown as RunningCall)
}

async function call(): Promise<void> {
  if (what === 'principals') return limit()
  const [name, args] = ['kept', { key: `key-${asked}` }]
  const body = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name,
      arguments: args,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'memory', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  }
  const answer = await handler(
    new Request('http://localhost/mcp', {
      method: 'POST',
      headers: {
        host: 'localhost',
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': name,
      },
      body: JSON.stringify(body),
    }),
  )
  const text = await answer.text()
  if (!text.includes('Result of')) throw new Error(text)
  asked++
}

function heap(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

for (let warm = 0; warm < 1000; warm++) await call()
const before = heap()
for (let done = 0; done < count; done++) await call()
process.stdout.write(JSON.stringify({ grown: heap() - before, asked }))
process.exit(0)
