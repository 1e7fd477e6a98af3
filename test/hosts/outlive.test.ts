import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createServer } from '../../src/index.ts'
import { sendModern } from '../protocol/modern-client.ts'
import { reach } from '../protocol/testbed.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

test('a host that ends its work with the response is told to wait for what is streamed, until it ends', async t => {
  const server = createServer({ name: 'outliving', version: '1.0.0', logger: silent })
  t.after(() => server.close())
  const gate = Promise.withResolvers<void>()
  server.tool('slow', {
    description: 'Tells how far it is, then waits to be let go.',
    run: async (_args, call) => {
      call.progress(1, 2)
      await gate.promise
      return 'done'
    },
  })
  const handler = server.fetchHandler({ principal: () => ({ id: 'ann' }) })
  let over = false
  const waited: Promise<unknown>[] = []
  const context = {
    waitUntil: (work: Promise<unknown>) => {
      waited.push(
        work.then(() => {
          over = true
        }),
      )
    },
  }
  const served = reach('http://localhost/mcp', server, [], (url, init) => handler(new Request(url, init), {}, context))
  const answer = await sendModern(served, {
    method: 'tools/call',
    params: { name: 'slow', arguments: {} },
    meta: { progressToken: 'p' },
  })
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/)
  assert.equal(waited.length, 1)
  assert.equal(over, false)
  gate.resolve()
  assert.match(await answer.text(), /"text":"done"/)
  await waited[0]
  assert.equal(over, true)
})
