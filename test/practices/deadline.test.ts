import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Server, z } from '../../src/index.ts'
import { FakeClock } from '../protocol/fake-clock.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { textOf } from '../protocol/message.ts'
import { aborted, gate, serve } from '../protocol/testbed.ts'
import { metricOf, refusalOf, ways } from './ways.ts'

/** A tool that waits for its signal, and tells when it began and when the signal fired. */
function waiting() {
  const started = gate()
  const fired = gate<{ readonly at: number; readonly reason: Error }>()
  const define = (server: Server) => {
    server.tool('wait', {
      description: 'Waits.',
      readOnly: true,
      run: async (_args, { signal }) => {
        signal.addEventListener('abort', () => fired.open({ at: performance.now(), reason: signal.reason as Error }))
        started.open()
        await aborted(signal)
        throw signal.reason
      },
    })
    server.tool('else', { description: 'Does something else.', run: () => 'done' })
  }
  return { started: started.promise, fired: fired.promise, define }
}

for (const way of ways) {
  test(`${way.name}: what may have acted when it failed is not to be called again unlooked, what is safe to repeat is`, async t => {
    const clock = new FakeClock()
    const kinds = { pay: { destructive: true }, put: { idempotent: true }, look: { readOnly: true } } as const
    const { call } = await way.open(
      t,
      server => {
        for (const [name, behaviour] of Object.entries(kinds)) {
          server.tool(name, {
            description: 'Takes too long, or fails.',
            ...behaviour,
            input: z.object({ fails: z.boolean() }),
            run: ({ fails }) => {
              if (fails) throw new Error('broken')
              return new Promise<never>(() => setImmediate(() => clock.advance(30_000)))
            },
          })
        }
      },
      { clock },
    )
    for (const name of Object.keys(kinds)) {
      for (const fails of [true, false]) {
        const answer = await call(name, { fails })
        const { code, retryable } = refusalOf(answer)
        assert.deepEqual([code, retryable], [fails ? 'SERVER_ERROR' : 'TIMEOUT', name !== 'pay'])
        const looks = /may have been done all the same/.test(textOf(answer))
        assert.equal(looks, name === 'pay', textOf(answer))
      }
    }
  })

  test(`${way.name}: when time is up the signal fires and the caller is told, whatever the handler does then`, async t => {
    const clock = new FakeClock()
    const { started, fired, define } = waiting()
    const { call, events, log, server } = await way.open(t, define, { clock })
    const called = call('wait')
    await started
    const turned = performance.now()
    clock.advance(30_000)
    const { at, reason } = await fired
    assert.ok(at - turned < 50, `${at - turned} ms`)
    assert.match(reason.message, /longer than the 30 s/)
    const refused = refusalOf(await called)
    assert.deepEqual([refused['code'], refused['category'], refused['retryable']], ['TIMEOUT', 'SERVER_ERROR', true])
    const event = events.find(({ tool_name }) => tool_name === 'wait')
    assert.deepEqual([event?.status, event?.error_type, event?.level], ['timeout', 'TIMEOUT', 'error'])
    assert.equal(metricOf(server, 'lintel_calls_total{method="tools/call",tool="wait",status="timeout"}'), 1)
    assert.equal(
      log.some(({ level, event: name }) => level === 'error' && name === 'tool.failed'),
      false,
    )
  })

  if (!way.isModern || way.isPipe)
    test(`${way.name}: a cancelled call hears of it within 50 ms, and its record says cancelled`, async t => {
      const { started, fired, define } = waiting()
      const { call, notify, events, log } = await way.open(t, define)
      const called = call('wait', {}, { id: 9 })
      await started
      const sent = performance.now()
      await notify('notifications/cancelled', { requestId: 9 })
      const { at, reason } = await fired
      assert.ok(at - sent < 50, `${at - sent} ms`)
      assert.match(reason.message, /cancel/i)
      // A cancelled request gets no answer: over HTTP its stream ends without one.
      if (!way.isPipe) assert.deepEqual(await called, {})
      else assert.equal(textOf(await call('else')), 'done')
      const event = events.find(({ tool_name }) => tool_name === 'wait')
      assert.deepEqual([event?.status, event?.error_type, event?.level], ['cancelled', 'CALL_CANCELLED', 'warn'])
      assert.equal(event?.refused_by, undefined)
      assert.equal(
        log.some(({ level }) => level === 'error'),
        false,
      )
    })
}

for (const way of ways.filter(({ isPipe, isModern, name }) => isModern && !isPipe && name.includes('node:http')))
  test(`${way.name}: a hang-up is heard of within 50 ms, and the record says disconnected`, async t => {
    const { started, fired, define } = waiting()
    const { call, events } = await way.open(t, define)
    const hangUp = new AbortController()
    const called = assert.rejects(call('wait', {}, { signal: hangUp.signal }))
    await started
    const left = performance.now()
    hangUp.abort()
    const { at, reason } = await fired
    assert.ok(at - left < 50, `${at - left} ms`)
    assert.match(reason.message, /hung up/)
    await called
    assert.equal(textOf(await call('else')), 'done')
    assert.deepEqual([events[0]?.status, events[0]?.error_type], ['disconnected', 'CALL_CANCELLED'])
  })

for (const way of ways.filter(({ isPipe }) => isPipe))
  test(`${way.name}: a pipe that closes is waited for, then the call is disconnected`, async t => {
    const clock = new FakeClock()
    const { started, fired, define } = waiting()
    const { call, end, events } = await way.open(t, define, { clock, limits: { drainMs: 5000 } })
    void call('wait')
    await started
    end()
    await new Promise(resolve => setImmediate(() => setImmediate(resolve)))
    clock.advance(5000)
    assert.match((await fired).reason.message, /hung up|ended/i)
    await new Promise(resolve => setImmediate(resolve))
    assert.equal(events.find(({ tool_name }) => tool_name === 'wait')?.status, 'disconnected')
  })

test('time stands still while a person is asked, and goes on where it stood', async t => {
  const clock = new FakeClock()
  const asked = gate()
  const answered = gate<AbortSignal>()
  const served = await serve(
    t,
    server =>
      server.tool('ask', {
        description: 'Asks.',
        run: async (_args, call) => {
          const answer = call.elicit({ message: 'Sure?', schema: z.object({ sure: z.boolean() }) })
          asked.open()
          await answer
          answered.open(call.signal)
          await aborted(call.signal)
        },
      }) && undefined,
    { clock },
  )
  const client = await LegacyClient.connect(served, { capabilities: { elicitation: {} } })
  const called = await client.send('tools/call', { name: 'ask', arguments: {} })
  const lines = called.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(text)
      if (found) return found[0]
      const { value, done } = await lines.read()
      if (done) throw new Error(`The stream ended: ${text}`)
      text += value
    }
  }
  await asked.promise
  clock.advance(10_000)
  const question = JSON.parse(await until(/\{.*elicitation\/create.*\}/)) as { readonly id: string }
  clock.advance(500_000)
  await client.answer(question.id, { action: 'accept', content: { sure: true } })
  const signal = await answered.promise
  // It was asked at once: of 30 s all are left, and no more than those.
  clock.advance(29_999)
  assert.equal(signal.aborted, false)
  clock.advance(1)
  assert.equal(signal.aborted, true)
  await until(/TIMEOUT/)
})

test('a handler that is not asynchronous has no deadline, and none is set', async t => {
  const clock = new FakeClock()
  const { call } = await ways[1]!.open(
    t,
    server =>
      server.tool('takes', {
        description: 'Takes time.',
        run: () => {
          clock.advance(3_600_000)
          return 'done'
        },
      }) && undefined,
    { clock },
  )
  assert.equal(textOf(await call('takes')), 'done')
})

test('calls of different lengths run out each at its time, in any order', async t => {
  const clock = new FakeClock()
  const { call } = await ways[1]!.open(
    t,
    server => {
      for (const after of ['1s', '2s', '25 days'] as const)
        server.tool(`wait_${Number.parseInt(after, 10)}`, {
          description: 'Waits.',
          deadline: after,
          run: () => new Promise(() => {}),
        })
      server.tool('else', { description: 'Does something else.', run: () => 'done' })
    },
    { clock },
  )
  const codes: string[] = []
  const asked = ['wait_25', 'wait_2', 'wait_1', 'wait_2'].map(async tool => {
    assert.equal(refusalOf(await call(tool))['code'], 'TIMEOUT')
    codes.push(tool)
  })
  await call('else')
  clock.advance(1000)
  await asked[2]
  clock.advance(1000)
  await Promise.all([asked[1], asked[3]])
  assert.deepEqual(codes, ['wait_1', 'wait_2', 'wait_2'])
  clock.advance(25 * 86_400_000)
  await asked[0]
})
