import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '../../clock.ts'
import { type Kept, type KeptBounds, KeptResults, keptBounds } from './kept-results.ts'

function turningClock(): Clock & { turn(ms: number): void } {
  let now = 0
  const due: { at: number; task: () => void }[] = []
  return {
    now: () => now,
    every: () => () => {},
    after(ms, task) {
      due.push({ at: now + ms, task })
      return () => {}
    },
    turn(ms) {
      now += ms
      for (const timer of due.splice(0)) {
        if (timer.at <= now) timer.task()
        else due.push(timer)
      }
    },
  }
}

function kept(id: number, characters: number, until = 1000, owner: string | undefined = 'ada'): Kept {
  const facts = { id: String(id), owner, scopes: [], binding: '', mimeType: 'text/plain', pages: [] }
  return { ...facts, until, characters }
}

function fill(count: number, characters: number, bounds: KeptBounds = keptBounds): KeptResults {
  const store = new KeptResults(turningClock(), bounds)
  for (let id = 0; id < count; id++) store.add(kept(id, characters))
  return store
}

test('a hundred thousand results take no more than the bound in number', () => {
  const store = fill(100_000, 10)
  assert.equal(store.size, keptBounds.entries)
  assert.equal(store.characters, keptBounds.entries * 10)
  assert.equal(store.get('98999'), undefined)
  assert.ok(store.get('99000'))
})

test('large results take no more than the bound in size, and one of more than a sixteenth of it is not kept', () => {
  const store = fill(1000, 10 * 1024 * 1024)
  assert.equal(store.size, 6)
  assert.ok(store.characters <= keptBounds.characters)
  assert.equal(store.holds(keptBounds.characters / 16), true)
  assert.equal(store.holds(keptBounds.characters / 16 + 1), false)
})

test('what was read last leaves last', () => {
  const store = new KeptResults(turningClock(), { entries: 2, characters: 100 })
  store.add(kept(1, 10))
  store.add(kept(2, 10))
  assert.ok(store.get('1'))
  store.add(kept(3, 10))
  assert.equal(store.get('2'), undefined)
  assert.ok(store.get('1'))
})

for (const [what, bounds] of [
  ['in number', { entries: 8, characters: 1_000_000 }],
  ['in size', { entries: 1000, characters: 80 }],
] as const)
  test(`one owner drives out none that holds no more than a quarter, ${what}`, () => {
    const store = new KeptResults(turningClock(), bounds)
    store.add(kept(1, 10, 1000, 'ada'))
    store.add(kept(2, 10, 1000, undefined))
    for (let id = 100; id < 200; id++) store.add(kept(id, 10, 1000, 'eve'))
    assert.ok(store.get('1'))
    assert.ok(store.get('2'))
    assert.equal(store.size, 8)
    // Her own that was read last stays, and what is new is there.
    assert.ok(store.get('194'))
    store.add(kept(200, 10, 1000, 'eve'))
    assert.ok(store.get('194'))
    assert.ok(store.get('200'))
    assert.equal(store.get('195'), undefined)
    // Who comes new takes the room of who has too much.
    store.add(kept(3, 10, 1000, 'bob'))
    assert.deepEqual(
      ['1', '2', '3', '196'].map(id => store.get(id) !== undefined),
      [true, true, true, false],
    )
    assert.equal(store.size, 8)
  })

test('what has expired is not there any more, and is let go of though nobody asks', () => {
  const clock = turningClock()
  const store = new KeptResults(clock)
  store.add(kept(1, 10, 1000))
  store.add(kept(2, 20, 3000))
  clock.turn(999)
  assert.ok(store.get('1'))
  clock.turn(1)
  assert.deepEqual([store.size, store.characters], [1, 20])
  clock.turn(2000)
  assert.deepEqual([store.size, store.characters], [0, 0])
})
