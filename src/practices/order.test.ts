import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Outcome, RunningCall } from '../call.ts'
import { systemClock } from '../clock.ts'
import { makePractices } from '../make-practices.ts'
import { MemoryEventBus } from '../session/memory-event-bus.ts'
import { Continuations } from './budget/continuations.ts'
import { KeptResults } from './budget/kept-results.ts'
import { makeCompose } from './compose.ts'
import { Breakers } from './guard/breakers.ts'
import { applies, order } from './order.ts'
import type { Practice, PracticedMethod, Subject } from './practice.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const methods = [
  'tools/call',
  'tools/list',
  'resources/read',
  'resources/list',
  'resources/templates/list',
  'prompts/get',
  'prompts/list',
  'completion/complete',
] as const satisfies readonly PracticedMethod[]

/** A practice that notes when a call comes in and when it goes out. */
function marking(name: string, path: string[]): Practice {
  return {
    name,
    wrap: (_subject, next) => (args, call) => {
      path.push(`in ${name}`)
      const outcome = next(args, call)
      path.push(`out ${name}`)
      return outcome
    },
    describe: () => ({ mode: 'enforce', setting: '' }),
  }
}

const outer = order.map(row => row.practice).filter(name => name !== 'run')

for (const method of methods) {
  test(`around ${method} the practices nest in the order of the table, and those of other methods are not there`, () => {
    const path: string[] = []
    // Handed over in the wrong order on purpose.
    const compose = makeCompose(
      outer.toReversed().map(name => marking(name, path)),
      [],
    )
    const subject: Subject = { method, name: 'x', settings: {}, readOnly: true, idempotent: true }
    const { handle, practices } = compose(subject, () => {
      path.push('run')
      return { kind: 'result', result: {} }
    })
    const outcome = handle({}, {} as RunningCall) as Outcome
    assert.equal(outcome.kind, 'result')
    const expected = outer.filter(name => applies(name, method))
    assert.ok(expected.length > 0)
    assert.deepEqual(path, [
      ...expected.map(name => `in ${name}`),
      'run',
      ...expected.toReversed().map(name => `out ${name}`),
    ])
    assert.deepEqual(
      practices().map(practice => practice.name),
      expected,
    )
  })
}

test('every row of the table is a practice that the server has, and every practice has a row', () => {
  const breakers = new Breakers(systemClock, silent)
  const continuations = new Continuations(new KeptResults(systemClock), () => new Uint8Array(32), systemClock)
  const made = makePractices({
    logger: silent,
    clock: systemClock,
    breakers,
    continuations,
    bus: new MemoryEventBus(),
  }).map(practice => practice.name)
  assert.deepEqual(made.toSorted(), outer.toSorted())
})

test('a practice of an author stands where it asks to, before or after a row', () => {
  const path: string[] = []
  const compose = makeCompose(
    [marking('limit', path), marking('validate', path)],
    [
      { ...marking('quota', path), place: { after: 'limit' } },
      { ...marking('audit', path), place: { before: 'limit' } },
    ],
  )
  const subject: Subject = { method: 'tools/call', name: 'x', settings: {}, readOnly: true, idempotent: true }
  void compose(subject, () => ({ kind: 'result', result: {} })).handle({}, {} as RunningCall)
  assert.deepEqual(
    path.filter(step => step.startsWith('in')),
    ['in audit', 'in limit', 'in quota', 'in validate'],
  )
})

test('a practice that is off is no step of the chain', () => {
  const off: Practice = {
    name: 'limit',
    wrap: () => undefined,
    describe: () => ({ mode: 'off', setting: '' }),
  }
  const compose = makeCompose([off], [])
  const run = (): Outcome => ({ kind: 'result', result: {} })
  const subject: Subject = { method: 'tools/call', name: 'x', settings: {}, readOnly: true, idempotent: true }
  assert.equal(compose(subject, run).handle, run)
})
