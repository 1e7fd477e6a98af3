import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDuration } from './duration.ts'

test('a number and a unit is a duration in milliseconds', () => {
  const durations = {
    '250ms': 250,
    '30s': 30_000,
    '30 seconds': 30_000,
    '1 second': 1000,
    '5 minutes': 300_000,
    '5 min': 300_000,
    '1.5 h': 5_400_000,
    '2 Hours': 7_200_000,
    '30 days': 2_592_000_000,
  }
  for (const [text, ms] of Object.entries(durations)) assert.equal(parseDuration(text), ms, text)
})

test('what has no unit, an unknown one or a sign is no duration', () => {
  for (const text of ['', '30', 's', '-5s', '5 fortnights', '5 s s', '1e3s', 'constructor', '5 constructor', '1 month'])
    assert.equal(parseDuration(text), undefined, text)
})
