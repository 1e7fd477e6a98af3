import assert from 'node:assert/strict'
import { createServer as createHttpServer } from 'node:http'
import { test } from 'node:test'
import type { Toolkit } from '../../src/index.ts'
import { FakeClock } from '../protocol/fake-clock.ts'
import { sendModern } from '../protocol/modern-client.ts'
import { gate, reach, read } from '../protocol/testbed.ts'
import { logged } from './mount.ts'
import { portOf } from './port-of.ts'

function toolkit(open: (signal: AbortSignal) => Promise<void>, rest: Partial<Toolkit> = {}): Toolkit {
  return {
    name: 'disk',
    open,
    ...rest,
    register: target => void target.tool('one', { description: 'One.', run: () => 1 }),
  }
}

test('a toolkit that cannot be opened makes each request a 503, and is told to the operator once', async t => {
  const broken = toolkit(async () => {
    throw new Error('the disk is gone')
  })
  const { server, log } = logged(made => made.use(broken))
  const served = reach(`http://127.0.0.1:${await portOf(t, createHttpServer(server.handler()))}/mcp`, server)
  for (let count = 0; count < 3; count++) {
    const answer = await sendModern(served, { method: 'tools/list' })
    assert.equal(answer.status, 503)
    assert.equal((await read(answer)).error?.message, 'The server could not start')
  }
  assert.deepEqual(
    log.map(({ level, event }) => [level, event]),
    [['error', 'mount.not_ready']],
  )
  assert.match(String(log[0]?.fields['error']), /the disk is gone/)
})

test('requests that come before the toolkits are open wait for them, and they are opened once', async t => {
  const opening = gate()
  let opened = 0
  const slow = toolkit(() => {
    opened++
    return opening.promise
  })
  const { server } = logged(made => made.use(slow))
  const served = reach(`http://127.0.0.1:${await portOf(t, createHttpServer(server.handler()))}/mcp`, server)
  const answers = [1, 2, 3].map(id => sendModern(served, { id, method: 'tools/list' }))
  opening.open()
  for (const answer of answers) assert.equal((await answer).status, 200)
  assert.equal(opened, 1)
})

for (const leaves of [true, false])
  test(`a server that is closed while a toolkit opens tells it, opens no other, and is not served: the toolkit ${leaves ? 'leaves off' : 'goes on'}`, async t => {
    const happened: string[] = []
    const begun = gate()
    const clock = new FakeClock()
    const first = toolkit(
      signal =>
        new Promise((_, reject) => {
          begun.open()
          signal.addEventListener('abort', () => {
            happened.push('told')
            if (leaves) reject(signal.reason)
          })
        }),
      { close: async () => void happened.push('first closed') },
    )
    const second = toolkit(async () => void happened.push('second opened'), {
      close: async () => void happened.push('second closed'),
    })
    const { server, log } = logged(made => made.use(first).use({ ...second, register() {} }), { clock })
    const mounted = reach(`http://127.0.0.1:${await portOf(t, createHttpServer(server.handler()))}/mcp`, server)
    const waiting = sendModern(mounted, { method: 'tools/list' })
    const listening = server.listen({ port: 0 })
    listening.catch(() => {})
    await begun.promise
    const closed = server.close()
    await assert.rejects(listening, { name: 'AbortError' })
    const answer = await waiting
    assert.equal(answer.status, 503)
    assert.equal((await read(answer)).error?.message, 'The server is shutting down')
    if (!leaves) {
      await new Promise(resolve => setImmediate(resolve))
      assert.deepEqual(happened, ['told'], 'it is closed once it had time to leave')
      clock.advance(10_000)
    }
    await closed
    assert.deepEqual(happened, ['told', 'first closed', 'second closed'])
    await assert.rejects(server.listen({ port: 0 }), { name: 'AbortError' })
    assert.deepEqual(
      log.filter(({ level }) => level === 'error'),
      [],
    )
  })

test('every toolkit is closed whatever another does; each failure is logged, and close rejects with all of them', async () => {
  const failing = (name: string, close: () => Promise<void>): Toolkit => ({ name, register() {}, close })
  const closed: string[] = []
  const { server, log } = logged(made =>
    made
      .use(failing('one', () => Promise.reject(new Error('disk'))))
      .use(
        failing('two', () => {
          throw new Error('lock')
        }),
      )
      .use(failing('three', async () => void closed.push('three'))),
  )
  await assert.rejects(server.close(), (error: unknown) => {
    assert.ok(error instanceof AggregateError)
    assert.deepEqual(
      error.errors.map(({ message }: Error) => message),
      ['disk', 'lock'],
    )
    return true
  })
  assert.deepEqual(closed, ['three'])
  assert.deepEqual(
    log.map(({ level, event, fields }) => [level, event, fields['toolkit'], (fields['error'] as Error).message]),
    [
      ['error', 'close.failed', 'one', 'disk'],
      ['error', 'close.failed', 'two', 'lock'],
    ],
  )
  const { server: single } = logged(made => made.use(failing('one', () => Promise.reject(new Error('disk')))))
  await assert.rejects(single.close(), /^Error: disk$/)
})

test('a server that cannot open for another reason than a toolkit says so', async t => {
  const { server, log } = logged(made => made.tool('one', { description: 'One.', run: () => 1 }), {
    overrides: { oen: { limit: '1/minute' } },
  })
  const served = reach(`http://127.0.0.1:${await portOf(t, createHttpServer(server.handler()))}/mcp`, server)
  assert.equal((await sendModern(served, { method: 'tools/list' })).status, 503)
  assert.match(String(log[0]?.fields['error']), /there is no tool "oen". Did you mean "one"/)
  assert.match(
    String(log[0]?.fields['advice']),
    /^The server could not be opened.*an override of a tool that there is not/,
  )
})
