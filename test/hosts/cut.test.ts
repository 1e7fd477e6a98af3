import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer, type Server } from '../../src/index.ts'
import { FakeClock } from '../protocol/fake-clock.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { callModern, sendModern } from '../protocol/modern-client.ts'
import { aborted, gate, keepLog, type LogEntry, serve } from '../protocol/testbed.ts'
import { hosts } from './hosts.ts'
import { mount } from './mount.ts'
import type { SignIn } from './sign-in.ts'

/** A tool that waits for its signal; `started` resolves when so many calls run. */
function patient(count: number) {
  const [started, ended] = [gate(), gate()]
  const reasons: string[] = []
  let running = 0
  const define = (server: Server) =>
    void server.tool('wait', {
      description: 'Waits.',
      run: (_args, { signal }) =>
        new Promise<string>((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reasons.push(String((signal.reason as Error).message))
            reject(signal.reason)
            if (reasons.length === count) ended.open()
          })
          if (++running === count) started.open()
        }),
    })
  return { define, reasons, started: started.promise, ended: ended.promise }
}

const entries = (log: readonly LogEntry[], event: string) => log.filter(entry => entry.event === event)

for (const host of hosts) {
  test(`${host.name}: a call that is cut at the end of the drain is told that the server closes, and the operator how many were`, async t => {
    const { define, reasons, started, ended } = patient(3)
    const served = await mount(t, host, define, { limits: { drainMs: 50 } })
    const client = await LegacyClient.connect(served)
    const calls = [callModern(served, 'wait'), callModern(served, 'wait'), client.ask('tools/call', { name: 'wait' })]
    const settled = Promise.allSettled(calls)
    await started
    await served.server.close()
    await Promise.all([ended, settled])
    assert.deepEqual(reasons, Array(3).fill('The server is closing'))
    assert.deepEqual(
      entries(served.log, 'drain.cut').map(({ level, fields }) => [level, fields['calls'], fields['drainMs']]),
      [['warn', 3, 50]],
    )
    assert.deepEqual(entries(served.log, 'tool.failed'), [])
  })

  test(`${host.name}: a drain that cuts nothing tells nothing`, async t => {
    const served = await mount(t, host, server => server.tool('one', { description: 'One.', run: () => 1 }))
    await callModern(served, 'one')
    await served.server.close()
    assert.deepEqual(entries(served.log, 'drain.cut'), [])
  })
}

test('on a pipe, a call that is cut at the end of the drain is told that the server closes', async () => {
  const { define, reasons, started, ended } = patient(1)
  const log: LogEntry[] = []
  const server = createServer({ name: 'piped', version: '1.0.0', logger: keepLog(log), limits: { drainMs: 50 } })
  define(server)
  const [input, output] = [new PassThrough(), new PassThrough()]
  await server.stdio({ input, output })
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'wait' } }
  input.write(`${JSON.stringify(call)}\n`)
  await started
  await server.close()
  await ended
  assert.deepEqual(reasons, ['The server is closing'])
  assert.deepEqual(
    entries(log, 'drain.cut').map(({ fields }) => fields['calls']),
    [1],
  )
})

for (const drop of [
  ['its signal', (signal: AbortSignal) => signal.reason],
  ['what a timer makes of its signal', (signal: AbortSignal) => sleep(1, undefined, { signal })],
] as const) {
  const [what, stop] = drop
  test(`a handler that rejects with ${what} after its client left is told at debug, and is no failure`, async t => {
    const [started, told] = [gate(), gate<LogEntry>()]
    const log: LogEntry[] = []
    const kept = keepLog(log)
    const logger = {
      ...kept,
      debug(event: string, fields?: Readonly<Record<string, unknown>>) {
        kept.debug(event, fields)
        if (event === 'tool.left') told.open(log.at(-1)!)
      },
    }
    const served = await serve(
      t,
      server =>
        void server.tool('wait', {
          description: 'Waits.',
          async run(_args, { signal }) {
            const left = aborted(signal)
            started.open()
            await left
            throw await stop(signal)
          },
        }),
      { logger },
    )
    const leave = new AbortController()
    const call = sendModern(served, { method: 'tools/call', params: { name: 'wait' }, signal: leave.signal })
    await started.promise
    leave.abort()
    await assert.rejects(call)
    assert.equal((await told.promise).fields['tool'], 'wait')
    assert.ok(log.every(({ level }) => level === 'debug'))
  })
}

test('a handler that fails by itself is a failure, whatever its error is called', async t => {
  const served = await serve(t, server =>
    server.tool('fail', { description: 'Fails.', run: () => Promise.reject(new DOMException('no', 'AbortError')) }),
  )
  await callModern(served, 'fail')
  assert.equal(entries(served.log, 'tool.failed').length, 1)
})

for (const host of hosts.filter(({ name }) => name !== 'listen')) {
  test(`${host.name}: a sign-in that never answers is nobody after its time, and told in one line`, async t => {
    const clock = new FakeClock()
    const [asked, answer] = [gate(), gate<never>()]
    const signIn: SignIn = () => {
      asked.open()
      return answer.promise.then(() => Promise.reject(new Error('too late')))
    }
    const served = await mount(t, host, () => {}, { clock, signIn, limits: { signInMs: 3000 } })
    const pending = sendModern(served, { method: 'server/discover' })
    await asked.promise
    clock.advance(3000)
    const refused = await pending
    assert.equal(refused.status, 401)
    assert.equal(
      await refused.text(),
      '{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"Authentication failed"}}',
    )
    answer.open(undefined as never)
    await answer.promise
    await new Promise(setImmediate)
    const told = entries(served.log, 'sign_in.failed')
    assert.equal(told.length, 1)
    assert.match(String(told[0]?.fields['error']), /nothing came of it for 3000 ms/)
  })
}
