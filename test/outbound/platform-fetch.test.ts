import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { test } from 'node:test'
import { makeOutbound } from '../../src/outbound/make-outbound.ts'
import { makePlatformFetch } from '../../src/outbound/platform-fetch.ts'
import { FakeClock } from '../protocol/fake-clock.ts'
import { outgoing } from './outgoing.ts'
import { startTarget } from './targets.ts'

test('a redirect that nobody wants fails, and its connection is let go', { timeout: 20_000 }, async t => {
  const answers: ServerResponse[] = []
  const target = await startTarget(t, (_, response) => {
    answers.push(response)
    response.writeHead(302, { location: '/next' }).write('a body without an end')
  })
  const { fetch } = makePlatformFetch({ allow: ['127.0.0.1'], timeoutMs: 60_000, body: 1000, connections: 1 })
  const url = new URL(`http://127.0.0.1:${target.port}/`)
  await assert.rejects(fetch(url, { redirect: 'error' }), TypeError)
  assert.equal(answers.length, 1)
  if (!answers[0]!.closed) await once(answers[0]!, 'close')
})

test("an exchange takes too long by the server's own clock", { timeout: 20_000 }, async t => {
  const clock = new FakeClock()
  const target = await startTarget(t, () => clock.advance(5000))
  const outbound = makeOutbound({ allow: ['127.0.0.1'], timeout: '5 seconds' }, { clock })
  await assert.rejects(outbound.fetch(outgoing, `http://127.0.0.1:${target.port}/`), { code: 'OUTBOUND_TIMEOUT' })
  await outbound.close()
})
