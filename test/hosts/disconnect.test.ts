import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Server } from '../../src/index.ts'
import { EventReader } from '../protocol/event-reader.ts'
import { sendModern } from '../protocol/modern-client.ts'
import { aborted, gate } from '../protocol/testbed.ts'
import { hosts } from './hosts.ts'
import { mount } from './mount.ts'

/** The bound that is promised. */
const promisedMs = 50

/** Tools that run until their caller is gone, and tell when they noticed. */
function waiting() {
  const started: (() => void)[] = []
  const noticed: ((at: number) => void)[] = []
  const define = (server: Server) =>
    void server.tool('wait', {
      description: 'Waits until its caller is gone.',
      run: async (_args, call) => {
        call.progress(1)
        started.shift()?.()
        await aborted(call.signal)
        noticed.shift()?.(performance.now())
        return 'gone'
      },
    })
  const next = () => {
    const [began, ended] = [gate(), gate<number>()]
    started.push(began.open)
    noticed.push(ended.open)
    return { started: began.promise, noticed: ended.promise }
  }
  return { define, next }
}

for (const host of hosts) {
  test(`${host.name}: a client that hangs up is noticed within ${promisedMs} ms, before its answer and during its stream`, async t => {
    const { define, next } = waiting()
    const served = await mount(t, host, define)

    const before = next()
    const hangUp = new AbortController()
    const request = { method: 'tools/call', params: { name: 'wait' }, signal: hangUp.signal }
    const unanswered = sendModern(served, request).catch(() => undefined)
    await before.started
    const first = performance.now()
    hangUp.abort()
    assert.ok((await before.noticed) - first < promisedMs)
    await unanswered

    const during = next()
    const answer = await sendModern(served, {
      method: 'tools/call',
      params: request.params,
      meta: { progressToken: 'p' },
    })
    const stream = new EventReader(answer)
    await stream.nextMessage()
    const second = performance.now()
    await stream.cancel()
    assert.ok((await during.noticed) - second < promisedMs)
  })
}
