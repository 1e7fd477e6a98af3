import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge } from './judge.ts'

const expected = { revision: '2026-07-28', scored: 2, scoredChecks: 3, unscored: { headers: 1 } } as const
const scored = ['ping', 'list']
const clean = (scenario: string, passed: number) => ({ scenario, passed, failures: [] })
const good = [clean('ping', 1), clean('list', 2), clean('headers', 1)]

test('a run that reaches everything has no complaint', () => {
  const verdict = judge({ exitCode: 0, scenarios: good }, scored, expected)
  assert.deepEqual(verdict.complaints, [])
  assert.equal(verdict.passed, 4)
})

test('a run of nothing fails, though the suite is content with it', () => {
  const { complaints } = judge({ exitCode: 0, scenarios: [] }, scored, expected)
  assert.ok(complaints.includes('0 of 2 scored scenarios passed'))
  assert.ok(complaints.includes('ping: did not run'))
})

test('a scenario without a passed check does not count as passed', () => {
  const { complaints } = judge({ exitCode: 0, scenarios: [clean('ping', 0), ...good.slice(1)] }, scored, expected)
  assert.ok(complaints.includes('1 of 2 scored scenarios passed'))
})

test('an unscored scenario that fails is a complaint, one of an extension that is not served is only shown', () => {
  const failing = (scenario: string) => ({ scenario, passed: 1, failures: ['check: failed'] })
  const scenarios = [...good.slice(0, 2), failing('headers'), failing('tasks-lifecycle')]
  const verdict = judge({ exitCode: 0, scenarios }, scored, expected)
  assert.deepEqual(verdict.complaints, ['headers: check: failed'])
  assert.deepEqual(verdict.notYetServed, ['tasks-lifecycle'])
})

test('an exit code other than 0 is a complaint', () => {
  assert.deepEqual(judge({ exitCode: 1, scenarios: good }, scored, expected).complaints, [
    'the suite ended with exit code 1',
  ])
})
