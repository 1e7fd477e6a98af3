import { Agent, request } from 'node:http'
import { createServer, type Logger } from '../../src/index.ts'
import { FakeClock } from '../protocol/fake-clock.ts'
import { initializeBody } from '../protocol/legacy-client.ts'
import { bothTypes } from '../protocol/testbed.ts'

/** Opens 10,000 sessions, each with a subscription, leaves them, and tells the memory before, at most and after as JSON. */
const silent = () => {}
const logger: Logger = { debug: silent, info: silent, warn: silent, error: silent }
const clock = new FakeClock()
const server = createServer({ name: 'sessions', version: '1.0.0', clock, logger })
server.resource('config://app', { description: 'Settings.', read: () => 'dark=true' })
const { port } = await server.listen({ port: 0 })
const agent = new Agent({ keepAlive: true, maxSockets: 4 })

await openSessions(500)
endSessions()
const before = measure()
await openSessions(10_000)
const full = measure()
endSessions()
const after = measure()
process.stdout.write(JSON.stringify({ before, full, after }))
agent.destroy()
await server.close()

async function openSessions(count: number): Promise<void> {
  const open = async () => {
    const id = await post(initializeBody(), undefined)
    await post({ jsonrpc: '2.0', id: 1, method: 'resources/subscribe', params: { uri: `config://${id}` } }, id)
  }
  for (let left = count; left > 0; left -= 50) await Promise.all(Array.from({ length: Math.min(50, left) }, open))
}

/** Lets every session idle out. */
function endSessions(): void {
  clock.advance(31 * 60_000)
}

function measure(): number {
  for (let i = 0; i < 3; i++) globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

function post(body: unknown, session: string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      accept: bothTypes,
      ...(session !== undefined && { 'mcp-session-id': session }),
    }
    const sent = request({ port, host: '127.0.0.1', path: '/mcp', method: 'POST', agent, headers }, answer => {
      answer.resume()
      answer.on('end', () => resolve(String(answer.headers['mcp-session-id'])))
      if (answer.statusCode !== 200) reject(new Error(`answered ${answer.statusCode}`))
    })
    sent.on('error', reject)
    sent.end(JSON.stringify(body))
  })
}
