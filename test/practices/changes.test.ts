import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mode, PracticeSettings, Server } from '../../src/index.ts'
import { textOf } from '../protocol/message.ts'
import { metricOf, ways } from './ways.ts'

/** A practice that changes answers instead of refusing calls: what it does, seen from the second of two calls. */
interface Changing {
  readonly practice: string
  readonly code: string
  readonly setting: (mode: Mode) => PracticeSettings
  /** What the handler makes of how often it ran. */
  readonly make: (runs: number) => string
  /** What the second call answers where the practice acts. */
  readonly isChanged: (text: string) => boolean
}

const secret = ['ghp', 'A1b2C3d4E5f6G7h8J9k0L1m2N3p4Q5r6S7t8'].join('_')
const long = 'A line of some length.\n'.repeat(2000)

const changing: readonly Changing[] = [
  {
    practice: 'remember',
    code: 'CACHE_HIT',
    setting: mode => ({ cache: { for: '1 hour', mode } }),
    make: runs => `run ${runs}`,
    isChanged: text => text === 'run 1',
  },
  {
    practice: 'redact',
    code: 'SECRET_IN_RESULT',
    setting: mode => ({ redact: { results: true, mode } }),
    make: () => `the key is ${secret}`,
    isChanged: text => !text.includes(secret),
  },
  {
    practice: 'budget',
    code: 'RESULT_TOO_LARGE',
    setting: mode => ({ budget: { tokens: 2000, mode } }),
    make: () => long,
    isChanged: text => text.length < long.length,
  },
]

for (const way of ways)
  for (const { practice, code, setting, make, isChanged } of changing) {
    const answer = async (t: Parameters<typeof way.open>[0], mode: Mode) => {
      let runs = 0
      const opened = await way.open(t, (server: Server) => {
        server.tool('subject', { description: 'Makes.', readOnly: true, ...setting(mode), run: () => make(++runs) })
      })
      await opened.call('subject')
      const text = textOf(await opened.call('subject'))
      return { ...opened, text, plain: make(2) }
    }

    test(`${way.name}: ${practice} changes the answer where it acts`, async t => {
      const { text, events } = await answer(t, 'enforce')
      assert.ok(isChanged(text), text.slice(0, 200))
      assert.deepEqual(
        events.flatMap(({ reports }) => reports ?? []),
        [],
      )
    })

    test(`${way.name}: ${practice} in report mode changes nothing, and record and metrics say what would have been`, async t => {
      const { text, plain, events, server } = await answer(t, 'report')
      assert.equal(text, plain)
      assert.deepEqual(events.at(-1)?.reports, [{ practice, code }])
      assert.ok(metricOf(server, `lintel_reports_total{practice="${practice}",code="${code}"}`) >= 1)
    })

    test(`${way.name}: ${practice} does nothing when it is off`, async t => {
      const { text, plain, events } = await answer(t, 'off')
      assert.equal(text, plain)
      assert.deepEqual(
        events.flatMap(({ reports }) => reports ?? []),
        [],
      )
    })
  }
