import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createServer, DefinitionError } from '../index.ts'
import { type PracticeSettings, practiceMembers } from '../practices/settings.ts'
import { practicesSchema } from './practices.ts'

const logger = { debug() {}, info() {}, warn() {}, error() {} }

/** Whether a definition takes the settings. */
function isTaken(practices: unknown): boolean {
  try {
    const server = createServer({ name: 'x', version: '1', logger, practices: practices as PracticeSettings })
    server.tool('look', { description: 'Looks.', readOnly: true, downstream: 'shop', run: () => 1 })
    return true
  } catch (error) {
    assert.ok(error instanceof DefinitionError, String(error))
    return false
  }
}

/** Whether an operator may say it of a tool that names no system itself. */
function isOverride(settings: unknown): boolean {
  try {
    const overrides = { look: settings as PracticeSettings }
    createServer({ name: 'x', version: '1', logger, overrides }).tool('look', { description: 'Looks.', run: () => 1 })
    return true
  } catch (error) {
    assert.ok(error instanceof DefinitionError, String(error))
    return false
  }
}

test('every practice can be set in lintel.yaml, save what only a definition can say', () => {
  const known = Object.keys(practicesSchema.unwrap().shape)
  const said = practiceMembers.filter(member => !['scopes', 'dirties'].includes(member))
  assert.deepEqual(known.sort(), ['mode', 'tools', ...said].sort())
})

const number = fc.oneof(fc.nat(100).map(String), fc.constantFrom('1.5', '-1', '0', '00', '1e3', ''))
const unit = fc.constantFrom('ms', 's', 'sec', 'second', 'seconds', 'm', 'minutes', 'h', 'Day', 'week', '', 'x')
const space = fc.constantFrom('', ' ', '  ')
const durations = fc.tuple(number, space, unit).map(parts => parts.join(''))
const rates = fc
  .tuple(number, space, fc.constantFrom('/', '//', ' per '), space, fc.oneof(unit, durations))
  .map(parts => parts.join(''))
const lifetimes = fc.oneof(durations, fc.constantFrom('hourly', 'daily', 'weekly', 'immutable', 'monthly', 'Daily'))
const counts = fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constant(1.5))

const words = fc.oneof(
  fc.record({
    limit: fc.oneof(
      rates,
      rates.map(rate => ({ rate })),
    ),
  }),
  fc.record({
    deadline: fc.oneof(
      durations,
      durations.map(after => ({ after })),
    ),
  }),
  fc.record({
    cache: fc.oneof(
      lifetimes,
      lifetimes.map(time => ({ for: time })),
    ),
  }),
  fc.record({ admit: fc.record({ concurrent: counts, waiting: counts }, { requiredKeys: [] }) }),
  fc.record({ limit: fc.oneof(fc.record({ burst: counts }), fc.record({ weight: counts })) }),
  fc.record({ downstream: fc.record({ failures: counts, open: durations, retries: counts }, { requiredKeys: [] }) }),
  fc.record({
    budget: fc.record(
      { tokens: fc.integer({ min: 900, max: 1100 }), bytes: fc.integer({ min: 3900, max: 4100 }), media: counts },
      { requiredKeys: ['tokens', 'bytes'] },
    ),
  }),
)

test('lintel.yaml takes of a setting what a definition takes, and refuses what it refuses', () => {
  fc.assert(
    fc.property(words, practices => {
      assert.equal(practicesSchema.safeParse(practices).success, isTaken(practices), JSON.stringify(practices))
    }),
    { numRuns: 1000 },
  )
})

const names = fc.constantFrom('shop', 'the shop', '', ' ', 'off', 'report')
const downstreams = fc.oneof(
  names,
  fc.record(
    {
      name: fc.oneof(names, fc.constant(7)),
      failures: counts,
      open: durations,
      mode: fc.constantFrom('report', 'repot'),
    },
    { requiredKeys: ['name'] },
  ),
)

test('lintel.yaml takes of the system behind a tool what the definition of the tool takes', () => {
  fc.assert(
    fc.property(downstreams, downstream => {
      const isTold = practicesSchema.safeParse({ tools: { look: { downstream } } }).success
      assert.equal(isTold, isOverride({ downstream }), JSON.stringify(downstream))
      const namesSystem = typeof downstream === 'object' || !['off', 'report'].includes(downstream)
      if (namesSystem) assert.equal(practicesSchema.safeParse({ downstream }).success, false)
    }),
    { numRuns: 1000 },
  )
})
