import assert from 'node:assert/strict'
import { createServer as createHttpServer } from 'node:http'
import { test } from 'node:test'
import type { Server } from '../../src/index.ts'
import { EventReader } from '../protocol/event-reader.ts'
import { FakeClock } from '../protocol/fake-clock.ts'
import { initializeBody, LegacyClient } from '../protocol/legacy-client.ts'
import { textOf } from '../protocol/message.ts'
import { callModern, sendModern } from '../protocol/modern-client.ts'
import { gate, read, type Served } from '../protocol/testbed.ts'
import { hosts } from './hosts.ts'
import { logged, mount } from './mount.ts'
import { portOf } from './port-of.ts'
import type { SignIn } from './sign-in.ts'

const progressing = { progressToken: 'p' }

/** A tool that answers when the test lets it; `started` resolves when so many calls run. */
function waiting(count: number) {
  const [release, started] = [gate(), gate()]
  let running = 0
  const define = (server: Server) =>
    void server.tool('wait', {
      description: 'Waits.',
      limit: 'off',
      run: async (_args, call) => {
        call.progress(0)
        if (++running === count) started.open()
        await release.promise
        return 'answered'
      },
    })
  return { define, release: release.open, started: started.promise }
}

/** The status of one more call, or 0 where the connection is refused. */
async function statusOf(served: Served): Promise<number> {
  const answer = await sendModern(served, { method: 'tools/call', params: { name: 'wait' } }).catch(() => undefined)
  await answer?.arrayBuffer().catch(() => {})
  return answer?.status ?? 0
}

for (const host of hosts) {
  test(`${host.name}: a drain under load loses no call, ends open streams and refuses what comes later`, async t => {
    const { define, release, started } = waiting(40)
    const served = await mount(t, host, define)
    const client = await LegacyClient.connect(served)
    const standing = await client.stream()
    const calls = Array.from({ length: 10 }, (_, id) => [
      callModern(served, 'wait'),
      callModern(served, 'wait', {}, { meta: progressing }),
      client.ask('tools/call', { name: 'wait' }, `plain ${id}`),
      client.ask('tools/call', { name: 'wait', _meta: progressing }, `streamed ${id}`),
    ]).flat()
    await started
    const closed = served.server.close()
    const late = [await statusOf(served), await statusOf(served)]
    assert.ok(
      late.every(status => status === 503 || (!host.isApplication && status === 0)),
      `${late}`,
    )
    release()
    for (const call of calls) assert.equal(textOf(await call), 'answered')
    await closed
    assert.deepEqual(await standing.messages(), [])
  })

  if (!host.isApplication) continue
  test(`${host.name}: the application goes on when the server is closed`, async t => {
    const served = await mount(t, host, server => server.tool('one', { description: 'One.', run: () => 1 }))
    assert.equal(textOf(await callModern(served, 'one')), '1')
    await served.server.close()
    const refused = await sendModern(served, { method: 'tools/call', params: { name: 'one' } })
    assert.equal(refused.status, 503)
    assert.ok(refused.headers.get('retry-after'))
    assert.equal((await read(refused)).error?.message, 'The server is shutting down')
    const other = await served.send(new URL('/other', served.url))
    assert.deepEqual([other.status, await other.text()], [200, 'elsewhere'])
  })

  test(`${host.name}: a call that does not end is broken off after the drain time, and its client sees that`, async t => {
    const { define, started } = waiting(2)
    const served = await mount(t, host, define, { limits: { drainMs: 50 } })
    const plain = assert.rejects(callModern(served, 'wait'))
    const streamed = sendModern(served, { method: 'tools/call', params: { name: 'wait' }, meta: progressing })
    await started
    const stream = new EventReader(await streamed)
    await served.server.close()
    await plain
    await assert.rejects(async () => assert.ok((await stream.messages()).some(message => message.result)))
  })
}

/** A sign-in that is asked, and answers when the test lets it. */
function slowSignIn() {
  const [asked, known] = [gate(), gate()]
  const signIn: SignIn = async () => {
    asked.open()
    await known.promise
    return { id: 'ann' }
  }
  return { signIn, asked: asked.promise, know: known.open }
}

for (const host of hosts.filter(({ name }) => name !== 'listen')) {
  test(`${host.name}: after the drain nothing runs and no session begins, also of what waited for its sign-in all the while`, async t => {
    let calls = 0
    const define = (server: Server) => void server.tool('count', { description: 'Counts calls.', run: () => ++calls })
    for (const send of [
      (served: Served) => callModern(served, 'count'),
      (served: Served) => served.post(initializeBody()).then(answer => answer.headers.get('mcp-session-id')),
    ]) {
      const { signIn, asked, know } = slowSignIn()
      const clock = new FakeClock()
      const served = await mount(t, host, define, { signIn, clock, limits: { drainMs: 50 } })
      const pending = send(served).catch(() => undefined)
      await asked
      const closed = served.server.close()
      clock.advance(50)
      await closed
      know()
      // A whole request later, the first one would have run.
      assert.equal(await statusOf(served), 503)
      assert.ok(!(await pending))
    }
    assert.equal(calls, 0)
  })
}

const nodeHttp = hosts.find(({ name }) => name === 'node:http')!
const one = (server: Server) => void server.tool('one', { description: 'One.', run: () => 1 })

test('a call that came before the drain is answered, also when its sign-in takes until after', async t => {
  const { signIn, asked, know } = slowSignIn()
  const served = await mount(t, nodeHttp, one, { signIn })
  const pending = callModern(served, 'one')
  await asked
  const closed = served.server.close()
  know()
  assert.equal(textOf(await pending), '1')
  await closed
})

test('a subscription that came before the drain does not hold it', async t => {
  const { signIn, asked, know } = slowSignIn()
  // The clock stands still: the drain time does not end it.
  const served = await mount(t, nodeHttp, one, { signIn, clock: new FakeClock() })
  const params = { notifications: { toolsListChanged: true } }
  const pending = sendModern(served, { id: 'm', method: 'subscriptions/listen', params })
  await asked
  const closed = served.server.close()
  know()
  assert.equal((await new EventReader(await pending).messages()).at(-1)?.id, 'm')
  await closed
})

test('after the drain, no stream is opened by any transport', async t => {
  const { server } = logged(one, { sse: true })
  const port = await portOf(t, createHttpServer(server.handler({ path: '/mcp' })))
  await server.close()
  for (const path of ['/mcp', '/sse']) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept: 'text/event-stream' } })
    assert.equal(answer.status, 503, path)
    await answer.arrayBuffer()
  }
})
