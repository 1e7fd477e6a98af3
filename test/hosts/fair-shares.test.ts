import assert from 'node:assert/strict'
import { createServer as createHttpServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { EventReader } from '../protocol/event-reader.ts'
import { initializeBody, LegacyClient } from '../protocol/legacy-client.ts'
import { sendModern } from '../protocol/modern-client.ts'
import { reach, read, type Served } from '../protocol/testbed.ts'
import { logged } from './mount.ts'
import { portOf } from './port-of.ts'
import { signedIn, signInNode } from './sign-in.ts'

const listening = { method: 'subscriptions/listen', params: { notifications: { toolsListChanged: true } } }

async function mounted(t: TestContext, maxSessions = 20): Promise<(who: string) => Served> {
  const { server, log } = logged(defined => defined.tool('one', { description: 'One.', run: () => 1 }), {
    limits: { sessions: { max: maxSessions } },
  })
  const handler = server.handler(signInNode(authorization => (authorization ? { id: authorization } : undefined)))
  const port = await portOf(t, createHttpServer(handler))
  t.after(() => server.close())
  return who => signedIn(reach(`http://127.0.0.1:${port}/mcp`, server, log), who)
}

/** Opens a subscription; what it was answered with otherwise. */
async function listen(served: Served, abort: AbortSignal): Promise<string | undefined> {
  const answer = await sendModern(served, { ...listening, signal: abort })
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) return (await read(answer)).error?.message
  assert.equal((await new EventReader(answer).nextMessage())?.method, 'notifications/subscriptions/acknowledged')
  return undefined
}

test('who opens session after session ends none that others use', async t => {
  const as = await mounted(t)
  const ann = await LegacyClient.connect(as('ann'))
  await ann.ask('ping')
  for (let count = 0; count < 60; count++) {
    const bob = await LegacyClient.connect(as('bob'))
    assert.equal((await bob.send('ping')).status, 200)
  }
  assert.equal((await ann.send('ping')).status, 200)
  assert.equal((await as('cid').post(initializeBody())).status, 200)
})

test('one principal opens an eighth of all subscriptions, and others still get theirs; one that ends makes room', async t => {
  const as = await mounted(t)
  const client = new AbortController()
  t.after(() => client.abort())
  const first = new AbortController()
  assert.equal(await listen(as('bob'), first.signal), undefined)
  const more = Array.from({ length: 127 }, () => listen(as('bob'), client.signal))
  assert.deepEqual(new Set(await Promise.all(more)), new Set([undefined]))
  assert.equal(await listen(as('bob'), client.signal), 'Too many open subscriptions')
  assert.equal(await listen(as('ann'), client.signal), undefined)
  first.abort()
  // The server hears of it a little later.
  while (await listen(as('bob'), client.signal)) await new Promise(resolve => setImmediate(resolve))
})
