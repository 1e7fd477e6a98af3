import assert from 'node:assert/strict'
import { Agent } from 'node:http'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { legacyDrafts, modernDrafts, sessionDrafts } from '../differential/drafts.ts'
import { exchange, type Received, type Sent } from '../differential/exchange.ts'
import { startLintel } from '../differential/lintel-side.ts'
import { mutated } from '../differential/mutations.ts'
import { openSession } from '../differential/open-session.ts'
import { seed } from '../differential/seed.ts'
import { startProgram } from './start-program.ts'

const [stateless, sessions] = await Promise.all([startLintel(false), startLintel(true)])
after(() => Promise.all([stateless.close(), sessions.close()]))

const legs = [
  { leg: '2026-07-28', inSession: false, requests: mutated(modernDrafts), runtimes: ['bun', 'deno', 'workerd'] },
  {
    leg: '2025-11-25 without sessions',
    inSession: false,
    requests: mutated(legacyDrafts),
    runtimes: ['bun', 'deno', 'workerd'],
  },
  { leg: '2025-11-25 in a session', inSession: true, requests: mutated(sessionDrafts), runtimes: ['bun', 'deno'] },
] as const

for (const { leg, inSession, requests, runtimes } of legs) {
  for (const runtime of runtimes) {
    test(`${leg}: generated requests are answered on ${runtime} as on Node`, async t => {
      t.diagnostic(`seed ${seed}`)
      const { url } = await startProgram(t, runtime, 'compared')
      const there = inSession ? url : new URL('/stateless', url).href
      const here = (inSession ? sessions : stateless).url
      const agent = new Agent({ keepAlive: true, maxSockets: 4 })
      t.after(() => agent.destroy())
      const sessionHere = inSession ? await openSession(here, agent) : ''
      const sessionThere = inSession ? await openSession(there, agent) : ''
      const compare = async (sent: Sent) => {
        const [mine, theirs] = await Promise.all([
          exchange(here, sent, agent, sessionHere),
          exchange(there, sent, agent, sessionThere),
        ])
        assert.deepEqual(plain(theirs), plain(mine))
      }
      await fc.assert(fc.asyncProperty(requests, compare), { numRuns: 600, seed })
    })
  }
}

/** How a host cuts an answer into pieces and keeps its connection is its own affair. */
const framing = ['connection', 'keep-alive', 'content-length', 'transfer-encoding', 'date']

/** An answer without what is drawn anew each time: ids of sessions and calls, sealed state. */
function plain({ status, headers, messages }: Received): object {
  const kept = Object.entries(headers).filter(([name]) => !framing.includes(name))
  const drawn = /("(?:correlationId|requestState)":)"[^"]*"/g
  return {
    status,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, name === 'mcp-session-id' ? 'drawn' : value])),
    messages: messages.map(message => JSON.parse(JSON.stringify(message).replace(drawn, '$1"drawn"')) as unknown),
  }
}
