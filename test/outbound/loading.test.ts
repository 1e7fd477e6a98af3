import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeOutbound } from '../../src/outbound/make-outbound.ts'
import { outgoing } from './outgoing.ts'

test('what cannot be loaded fails one fetch, is loaded by the next, and does not keep the server from closing', async () => {
  let loads = 0
  let closed = 0
  const outbound = makeOutbound(
    {},
    {
      load: async () => {
        if (++loads < 2) throw new Error('No such module')
        return { fetch: async () => new Response('hello'), close: async () => void closed++ }
      },
    },
  )
  await assert.rejects(outbound.fetch(outgoing, 'http://example.com/'))
  await outbound.close()
  assert.equal(await (await outbound.fetch(outgoing, 'http://example.com/')).text(), 'hello')
  await outbound.close()
  assert.deepEqual([loads, closed], [2, 1])
})

test('a server that closes while that is being loaded, and fails, closes', async () => {
  let fail = (_: Error) => {}
  const outbound = makeOutbound({}, { load: () => new Promise((_, reject) => (fail = reject)) })
  const fetching = assert.rejects(outbound.fetch(outgoing, 'http://example.com/'))
  const closing = outbound.close()
  fail(new Error('No such module'))
  await Promise.all([fetching, closing])
})
