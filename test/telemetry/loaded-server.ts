import { createServer } from '../../src/index.ts'

/**
 * A server under load from within: makes `count` calls of its own fetch face, then ends as `how` says. Prints the ids of
 * the calls on standard output as they are answered.
 */
const [how, count, records] = process.argv.slice(2)
const server = createServer({
  name: 'loaded',
  version: '1.0.0',
  records: records === undefined || records === 'stderr' ? 'stderr' : { file: records },
})
server.tool('echo', { description: 'Echoes.', limit: 'off', run: () => 'x'.repeat(10) })
server.tool('fail', {
  description: 'Fails, and the log says so.',
  limit: 'off',
  run: () => {
    throw new Error('failed')
  },
})
const handler = server.fetchHandler({ principal: () => ({ id: 'me' }) })

async function call(id: number): Promise<void> {
  const name = id % 100 === 99 ? 'fail' : 'echo'
  const response = await handler(
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
      body: JSON.stringify({
        jsonrpc: '2.0',
        id,
        method: 'tools/call',
        params: {
          name,
          _meta: {
            'io.modelcontextprotocol/protocolVersion': '2026-07-28',
            'io.modelcontextprotocol/clientInfo': { name: `client-${id}`, version: '1' },
            'io.modelcontextprotocol/clientCapabilities': {},
          },
        },
      }),
    }),
  )
  const { result } = (await response.json()) as { readonly result?: unknown }
  if (result === undefined) throw new Error('no result')
}

for (let id = 0; id < Number(count); id++) await call(id)
process.stdout.write(`answered ${count}\n`)
if (how === 'exit') process.exit(0)
if (how === 'close') await server.close()
if (how === 'throw') {
  setImmediate(() => {
    throw new Error('uncaught')
  })
}
if (how === 'stay') setInterval(() => {}, 1000)
