import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Rate } from '../../src/index.ts'
import type { LimitSettings } from '../../src/practices/settings.ts'
import { FakeClock } from '../protocol/fake-clock.ts'
import { textOf } from '../protocol/message.ts'
import { refusalOf, ways } from './ways.ts'

const face = ways.find(way => way.name === '2026-07-28 through fetch')!

/** How many calls in a row pass before one is refused, and after how long the next would pass. */
async function open(t: Parameters<typeof face.open>[0], limit: LimitSettings | undefined, readOnly = true) {
  const clock = new FakeClock()
  const opened = await face.open(
    t,
    server => {
      const settings = { description: 'Does.', readOnly, ...(limit && { limit }) }
      server.tool('subject', { ...settings, run: () => 'done' })
      server.tool('other', { ...settings, run: () => 'done' })
    },
    { clock },
  )
  const passes = async (as = 'ann', tool = 'subject') => !(await opened.call(tool, {}, { as })).result?.isError
  const burst = async (as = 'ann', tool = 'subject') => {
    for (let count = 0; ; count++) if (!(await passes(as, tool))) return count
  }
  const delay = async (as = 'ann') => refusalOf(await opened.call('subject', {}, { as }))['retryAfterMs'] as number
  return { clock, passes, burst, delay }
}

for (const [what, readOnly, calls] of [
  ['reads', true, 120],
  ['writes', false, 24],
] as const)
  test(`a tool that ${what} takes ${calls} calls at once by default, and then ${calls * 5} a minute`, async t => {
    const { clock, burst } = await open(t, undefined, readOnly)
    assert.equal(await burst(), calls)
    clock.advance(12_000)
    assert.equal(await burst(), calls)
    clock.advance(3_600_000)
    assert.equal(await burst(), calls)
  })

test('one principal does not take the allowance of another, nor one tool that of another', async t => {
  const { burst } = await open(t, { rate: '10/minute', burst: 3 })
  assert.equal(await burst('ann'), 3)
  assert.equal(await burst('bob'), 3)
  assert.equal(await burst('ann', 'other'), 3)
  assert.equal(await burst('ann'), 0)
})

test('a call counts its weight', async t => {
  const { burst } = await open(t, { rate: '10/minute', burst: 6, weight: 3 })
  assert.equal(await burst(), 2)
})

const rates = fc
  .record({ calls: fc.integer({ min: 1, max: 30 }), unit: fc.constantFrom('second', 'minute', '5s', '90 seconds') })
  .map(({ calls, unit }) => ({ calls, rate: `${calls}/${unit}` as Rate, ms: lengths[unit]! }))
const lengths: Readonly<Record<string, number>> = { second: 1000, minute: 60_000, '5s': 5000, '90 seconds': 90_000 }
/** Pauses between calls, in parts of the window: mostly none, some long. */
const pauses = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 2000 })), {
  minLength: 10,
  maxLength: 80,
})

for (const window of ['bucket', 'sliding'] as const)
  test(`${window}: never more than the rate${window === 'bucket' ? ' and the burst' : ''} passes in a window of its length, and who waits as long as told passes`, async t => {
    await fc.assert(
      fc.asyncProperty(
        rates,
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 3 }),
        pauses,
        async ({ calls, rate, ms }, burst, weight, waits) => {
          fc.pre(weight <= calls && weight <= burst)
          const limit: LimitSettings = { rate, weight, window, ...(window === 'bucket' && { burst }) }
          const { clock, passes, delay } = await open(t, limit)
          const passed: number[] = []
          for (const wait of waits) {
            clock.advance(Math.floor((wait * ms) / 1000))
            if (await passes()) {
              passed.push(clock.now())
              continue
            }
            const told = await delay()
            // A window and the tenth that the call came in, in whole milliseconds.
            const longest = window === 'bucket' ? ms * 2 : Math.ceil(ms / 10) * 11
            assert.ok(told > 0 && told <= longest, `${told} ms`)
            clock.advance(told)
            assert.ok(await passes(), `not after the ${told} ms that it said`)
            passed.push(clock.now())
          }
          const most = window === 'bucket' ? calls + burst : calls
          for (const from of passed) {
            const within = passed.filter(at => at >= from && at < from + ms).length
            assert.ok(within * weight <= most, `${within} calls of weight ${weight} in ${ms} ms`)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

test('a rate that is never used up lets every call through', async t => {
  for (const window of ['bucket', 'sliding'] as const) {
    const { clock, passes } = await open(t, { rate: '10/second', window })
    for (let call = 0; call < 100; call++) {
      // A window counts a call until the tenth that it came in has passed as a whole.
      clock.advance(window === 'bucket' ? 100 : 111)
      assert.ok(await passes(), `${window}, call ${call}`)
    }
  }
})

test('a clock that is set back stops nobody', async t => {
  for (const window of ['bucket', 'sliding'] as const) {
    const { clock, passes, burst } = await open(t, { rate: '10/second', window })
    assert.ok((await burst()) > 0)
    clock.advance(-86_400_000)
    // From here on time counts again.
    await passes()
    clock.advance(1000)
    assert.ok(await passes(), window)
  }
})

for (const [limit, passing, says] of [
  ['1/minute', 1, '1/minute, 1 at once. Wait, then call again. Retry after 60 s.'],
  ['10/minute', 2, '10/minute, 2 at once. Wait, then call again. Retry after 6 s.'],
  [{ rate: '10/minute', burst: 10 }, 10, '10/minute, 10 at once. Wait, then call again. Retry after 6 s.'],
  [{ rate: '3/minute', window: 'sliding' }, 3, '3/minute. Wait, then call again. Retry after 66 s.'],
] as const)
  test(`the answer tells the rate, the burst and the delay in words: ${JSON.stringify(limit)}`, async t => {
    const clock = new FakeClock()
    const opened = await face.open(
      t,
      server => server.tool('subject', { description: 'Does.', limit, run: () => 'done' }) && undefined,
      { clock },
    )
    for (let count = 0; count < passing; count++) assert.equal(textOf(await opened.call('subject')), 'done')
    assert.equal(textOf(await opened.call('subject')), `Too many calls of subject in a short time: ${says}`)
  })
