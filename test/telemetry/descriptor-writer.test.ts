import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DescriptorWriter, type WriteTrouble } from '../../src/telemetry/descriptor-writer.ts'
import { FakeClock } from '../protocol/fake-clock.ts'

/** A writer to a pipe that takes what `takes` says, and what it took. */
function openWriter(takes: () => boolean) {
  const clock = new FakeClock()
  const taken: string[] = []
  const troubles: WriteTrouble[] = []
  let tries = 0
  const writer = new DescriptorWriter({
    descriptor: 7,
    clock,
    write: (_, bytes, offset) => {
      tries++
      if (!takes()) throw Object.assign(new Error('Full'), { code: 'EAGAIN' })
      taken.push(Buffer.from(bytes.subarray(offset)).toString())
      return bytes.length - offset
    },
    onTrouble: trouble => troubles.push(trouble),
  })
  return { writer, clock, taken, troubles, tries: () => tries }
}

test('a writer that is closed offers what waits, and touches its descriptor no more', () => {
  let isFull = true
  const { writer, clock, taken, troubles, tries } = openWriter(() => !isFull)
  writer.write(Buffer.from('1\n'))
  writer.write(Buffer.from('2\n'))
  isFull = false
  writer.close()
  assert.deepEqual([taken, troubles], [['1\n', '2\n'], []])
  const before = tries()
  clock.advance(1000)
  assert.equal(tries(), before)
})

test('a writer that is closed while nothing is taken says so, and tries no more', () => {
  const { writer, clock, taken, troubles, tries } = openWriter(() => false)
  writer.write(Buffer.from('1\n'))
  writer.close()
  assert.deepEqual(taken, [])
  assert.equal(troubles.length, 1)
  assert.ok('error' in troubles[0]!)
  const before = tries()
  clock.advance(1000)
  assert.equal(tries(), before)
})
