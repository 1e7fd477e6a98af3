import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { InputRequired } from '../../src/call.ts'
import { createServer, ToolError, z } from '../../src/index.ts'
import type { DownstreamSettings } from '../../src/practices/settings.ts'
import { FakeClock } from '../protocol/fake-clock.ts'
import { textOf } from '../protocol/message.ts'
import { callModern } from '../protocol/modern-client.ts'
import { gate, keepLog, serve } from '../protocol/testbed.ts'
import { metricOf, refusalOf, ways } from './ways.ts'

const face = ways.find(way => way.name === '2026-07-28 through fetch')!

const external = (retryable = false, retryAfterMs?: number) =>
  new ToolError('The shop is shut', {
    code: 'SHUT',
    category: 'EXTERNAL_ERROR',
    retryable,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })

type Act = () => unknown

/** Two tools of one downstream; what they do the test says, one act for each run, the last one for all that follow. */
async function shop(t: TestContext, settings: Partial<DownstreamSettings> = {}, idempotent = false, way = face) {
  const clock = new FakeClock()
  let acts: Act[] = []
  let runs = 0
  const act = () => {
    runs++
    return (acts.length > 1 ? acts.shift() : acts[0])?.()
  }
  const downstream = { name: 'shop', ...settings } as const
  const opened = await way.open(
    t,
    server => {
      server.tool('buy', { description: 'Buys.', idempotent, downstream, run: act })
      server.tool('look', { description: 'Looks.', readOnly: true, downstream, run: act })
      server.tool('else', { description: 'Does something else.', run: () => 'done' })
      server.tool('slowly', {
        description: 'Is slow.',
        downstream,
        deadline: '1s',
        run: () => new Promise(() => {}),
      })
    },
    { clock },
  )
  return {
    ...opened,
    clock,
    runs: () => runs,
    does: (...next: Act[]) => {
      acts = next
      runs = 0
    },
    codeOf: async (tool: string) => refusalOf(await opened.call(tool))['code'],
  }
}

const fail: Act = () => {
  throw external()
}
const succeed: Act = () => 'bought'

for (const way of ways)
  test(`${way.name}: five failures in a row open the circuit, for all tools that name it and no other; a probe closes it`, async t => {
    const { does, call, codeOf, runs, clock, server, log } = await shop(t, {}, false, way)
    does(fail)
    for (let count = 0; count < 5; count++) assert.equal(await codeOf('buy'), 'SHUT')
    assert.equal(runs(), 5)
    for (const tool of ['buy', 'look']) {
      const refused = refusalOf(await call(tool))
      assert.deepEqual([refused['code'], refused['retryAfterMs']], ['DOWNSTREAM_UNAVAILABLE', 60_000])
    }
    assert.equal(runs(), 5)
    assert.equal(textOf(await call('else')), 'done')
    assert.equal(metricOf(server, 'lintel_downstream_open{downstream="shop"}'), 1)
    assert.deepEqual(
      log
        .filter(({ event }) => event.startsWith('downstream.'))
        .map(({ event, fields }) => [event, fields['downstream']]),
      [['downstream.opened', 'shop']],
    )
    clock.advance(60_000)
    assert.equal(metricOf(server, 'lintel_downstream_open{downstream="shop"}'), 0.5)
    assert.equal(await codeOf('buy'), 'SHUT')
    assert.equal(await codeOf('buy'), 'DOWNSTREAM_UNAVAILABLE')
    clock.advance(60_000)
    does(succeed)
    assert.equal(textOf(await call('look')), 'bought')
    assert.equal(textOf(await call('buy')), 'bought')
    assert.equal(metricOf(server, 'lintel_downstream_open{downstream="shop"}'), 0)
    assert.equal(log.filter(({ event }) => event === 'downstream.closed').length, 1)
  })

test('a success in between begins the count anew', async t => {
  const { does, codeOf } = await shop(t)
  does(fail, fail, fail, fail, succeed, fail)
  for (let count = 0; count < 9; count++) assert.notEqual(await codeOf('buy'), 'DOWNSTREAM_UNAVAILABLE')
})

test('what the agent did wrong opens no circuit, and closes none', async t => {
  const { does, codeOf, clock } = await shop(t, { failures: 2 })
  const refuse: Act = () => {
    throw new ToolError('There is no such thing', { code: 'NO_SUCH' })
  }
  does(refuse)
  for (let count = 0; count < 5; count++) assert.equal(await codeOf('buy'), 'NO_SUCH')
  does(fail)
  await codeOf('buy')
  await codeOf('buy')
  clock.advance(60_000)
  does(refuse)
  assert.equal(await codeOf('buy'), 'NO_SUCH')
  does(fail)
  assert.equal(await codeOf('buy'), 'SHUT')
  assert.equal(await codeOf('buy'), 'DOWNSTREAM_UNAVAILABLE')
})

test('one call at a time tries whether an open circuit may close', async t => {
  const { does, call, codeOf, clock, runs } = await shop(t, { failures: 1 })
  does(fail)
  await codeOf('buy')
  clock.advance(60_000)
  const started = gate()
  const { promise, open } = gate<string>()
  does(() => {
    started.open()
    return promise
  })
  const probe = call('buy')
  await started.promise
  assert.equal(await codeOf('buy'), 'DOWNSTREAM_UNAVAILABLE')
  assert.equal(runs(), 1)
  open('bought')
  assert.equal(textOf(await probe), 'bought')
  assert.equal(textOf(await call('buy')), 'bought')
})

test('calls that were under way when the circuit opened neither hold it open nor close it', async t => {
  const { does, call, codeOf, clock, log } = await shop(t, { failures: 1 })
  const answers = [gate<string>(), gate<string>()]
  const started = [gate(), gate()]
  does(
    ...answers.map(({ promise }, at) => async () => {
      started[at]!.open()
      if ((await promise) === 'fail') throw external()
      return 'bought'
    }),
    fail,
  )
  const late = [call('buy'), call('buy')]
  await Promise.all(started.map(({ promise }) => promise))
  assert.equal(await codeOf('buy'), 'SHUT')
  clock.advance(30_000)
  answers[0]!.open('fail')
  answers[1]!.open('succeed')
  // Their own deadline has passed by now on this clock.
  await Promise.all(late)
  assert.equal(refusalOf(await call('buy'))['retryAfterMs'], 30_000)
  assert.equal(log.filter(({ event }) => event === 'downstream.opened').length, 1)
})

test('time-outs count', async t => {
  const { call, clock, codeOf } = await shop(t, { failures: 2 })
  for (let count = 0; count < 2; count++) {
    const called = call('slowly')
    // The clock is turned when the call stands in line: a call after it was answered.
    await call('else')
    clock.advance(1000)
    assert.equal(refusalOf(await called)['code'], 'TIMEOUT')
  }
  assert.equal(await codeOf('slowly'), 'DOWNSTREAM_UNAVAILABLE')
})

/** Turns the clock until the call is answered: pauses between attempts are of its time. */
async function hurried<T>(clock: FakeClock, called: Promise<T>): Promise<T> {
  let isOver = false
  const over = () => {
    isOver = true
  }
  called.then(over, over)
  while (!isOver) {
    await new Promise(resolve => setImmediate(resolve))
    clock.advance(50)
  }
  return called
}

test('what may succeed later is tried again where the tool is idempotent, at most twice', async t => {
  const { does, call, clock, runs, events } = await shop(t, { failures: 10 }, true)
  const later: Act = () => {
    throw external(true)
  }
  does(later, later, succeed)
  const before = clock.now()
  assert.equal(textOf(await hurried(clock, call('buy'))), 'bought')
  assert.equal(runs(), 3)
  // Pauses of 100 to 200 ms, and of 200 to 400.
  assert.ok(clock.now() - before >= 300, `${clock.now() - before} ms`)
  assert.deepEqual(
    [events.at(-1)?.attempts, events.at(-1)?.status, events.at(-1)?.error_type],
    [3, 'success', undefined],
  )
  does(later)
  assert.equal(refusalOf(await hurried(clock, call('buy')))['code'], 'SHUT')
  assert.equal(runs(), 3)
})

for (const [what, idempotent, act] of [
  ['what cannot succeed later', true, fail],
  ['a tool that is not idempotent', false, () => Promise.reject(external(true))],
  [
    'a result that does not match its schema, or an agent that erred,',
    true,
    () => {
      throw new ToolError('No', { code: 'SHUT', retryable: true })
    },
  ],
  ['what asks for a longer wait', true, () => Promise.reject(external(true, 60_000))],
] as const)
  test(`${what} is not tried again`, async t => {
    const { does, codeOf, runs } = await shop(t, {}, idempotent)
    does(act)
    assert.equal(await codeOf('buy'), 'SHUT')
    assert.equal(runs(), 1)
  })

test('a call that was given up is not tried again', async t => {
  const clock = new FakeClock()
  let runs = 0
  const started = gate()
  const rejected = gate()
  const { call } = await face.open(
    t,
    server =>
      server.tool('look', {
        description: 'Looks.',
        readOnly: true,
        downstream: 'shop',
        run: async (_args, { signal }) => {
          runs++
          started.open()
          await new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(external(true))),
          ).finally(() => rejected.open())
        },
      }) && undefined,
    { clock },
  )
  const called = call('look')
  await started.promise
  clock.advance(30_000)
  assert.equal(refusalOf(await called)['code'], 'TIMEOUT')
  await rejected.promise
  clock.advance(10_000)
  await call('unknown')
  assert.equal(runs, 1)
})

test('a fallback is answered where the downstream fails and while the circuit is open, and is no error', async t => {
  const { does, call, events } = await shop(t, { failures: 1, fallback: { price: 0 } })
  does(fail)
  for (let count = 0; count < 2; count++) {
    const { result } = await call('buy')
    assert.deepEqual([result?.structuredContent, result?.isError], [{ price: 0 }, undefined])
  }
  assert.deepEqual(
    events.map(({ status, refused_by }) => [status, refused_by]),
    [
      ['success', undefined],
      ['success', undefined],
    ],
  )
})

test('a question to the person says nothing of the downstream', async t => {
  const { does, call, codeOf } = await shop(t, { failures: 2 })
  does(
    fail,
    () => {
      throw new InputRequired()
    },
    fail,
  )
  await codeOf('buy')
  await call('buy')
  await codeOf('buy')
  assert.equal(await codeOf('buy'), 'DOWNSTREAM_UNAVAILABLE')
})

test('/readyz names a downstream that does not answer, and is ready nevertheless', async t => {
  const clock = new FakeClock()
  const downstream = { name: 'github', failures: 1 } as const
  const served = await serve(
    t,
    server => server.tool('buy', { description: 'Buys.', downstream, run: fail }) && undefined,
    {
      clock,
    },
  )
  const ready = async () => {
    const answer = await fetch(new URL('/readyz', served.url))
    return [answer.status, await answer.text()]
  }
  assert.deepEqual(await ready(), [200, 'ready\n'])
  await callModern(served, 'buy')
  assert.deepEqual(await ready(), [200, 'ready\ndownstream github open\n'])
  clock.advance(60_000)
  assert.deepEqual(await ready(), [200, 'ready\ndownstream github half-open\n'])
})

test('two tools that want the breaker of one downstream differently are refused', () => {
  const server = createServer({ name: 'x', version: '1.0.0', logger: keepLog([]) })
  const settings = { description: 'Buys.', run: () => 'bought', output: z.unknown() }
  server.tool('a', { ...settings, downstream: 'shop' })
  server.tool('b', { ...settings, downstream: { name: 'shop', retries: 0 } })
  assert.throws(
    () => server.tool('c', { ...settings, downstream: { name: 'shop', failures: 2 } }),
    /tool "c": downstream "shop" is set differently elsewhere: 5 failures, open for 60 s/,
  )
})
