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
/** A busy machine holds up one or the other; a delay of the server's own would hold up each. */
const attempts = 5

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
  test(`${host.name}: a client that hangs up before its answer or during its stream is noticed within ${promisedMs} ms, in the median of ${attempts}`, async t => {
    const { define, next } = waiting()
    const served = await mount(t, host, define)
    const request = { method: 'tools/call', params: { name: 'wait' } }

    const before = await timesOf(async () => {
      const { started, noticed } = next()
      const hangUp = new AbortController()
      const unanswered = sendModern(served, { ...request, signal: hangUp.signal }).catch(() => undefined)
      await started
      const at = performance.now()
      hangUp.abort()
      const took = (await noticed) - at
      await unanswered
      return took
    })
    const during = await timesOf(async () => {
      const { noticed } = next()
      const stream = new EventReader(await sendModern(served, { ...request, meta: { progressToken: 'p' } }))
      await stream.nextMessage()
      const at = performance.now()
      await stream.cancel()
      return (await noticed) - at
    })

    assert.ok(median(before) < promisedMs, `before: ${before}`)
    assert.ok(median(during) < promisedMs, `during: ${during}`)
  })
}

async function timesOf(hangUp: () => Promise<number>): Promise<readonly number[]> {
  const times: number[] = []
  for (let count = 0; count < attempts; count++) times.push(await hangUp())
  return times
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!
}
