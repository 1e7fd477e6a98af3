import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../clock.ts'
import { FewLines } from './few-lines.ts'

test('ten lines a minute are written, and the next one says how many were left out', () => {
  let now = 1_000_000
  const lines: unknown[] = []
  const few = new FewLines({ ...systemClock, now: () => now })
  const write = (times: number) => {
    for (let count = 0; count < times; count++) few.write(counted => lines.push(counted))
  }
  write(500)
  assert.deepEqual(lines, Array(10).fill({}))
  now += 59_999
  write(1)
  assert.equal(lines.length, 10)
  now += 1
  write(11)
  assert.deepEqual(lines.slice(10), [{ leftOut: 491 }, ...Array(9).fill({})])
  now += 60_000
  write(1)
  assert.deepEqual(lines.at(-1), { leftOut: 1 })
})
