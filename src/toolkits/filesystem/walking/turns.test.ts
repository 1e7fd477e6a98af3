import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Turns, walksAtOnce, walksWaiting } from './turns.ts'

const { signal } = new AbortController()

test('so many walks go on at once, the others in the order in which they came, and one too many is refused', async () => {
  const turns = new Turns()
  const started: number[] = []
  let running = 0
  let most = 0
  let open = () => {}
  const gate = new Promise<void>(resolve => {
    open = resolve
  })
  const all = Array.from({ length: walksAtOnce + walksWaiting }, (_, index) =>
    turns.take(signal, async () => {
      started.push(index)
      most = Math.max(most, ++running)
      await gate
      running--
    }),
  )
  await assert.rejects(
    turns.take(signal, async () => {}),
    { code: 'WALKS_BUSY' },
  )
  open()
  await Promise.all(all)
  assert.equal(most, walksAtOnce)
  assert.deepEqual(
    started,
    all.map((_, index) => index),
  )
})

test('a walk that is cancelled while it waits leaves the queue, and one that fails gives its turn back', async () => {
  const turns = new Turns()
  let open = () => {}
  const gate = new Promise<void>(resolve => {
    open = resolve
  })
  const running = Array.from({ length: walksAtOnce }, () => turns.take(signal, () => gate))
  const controller = new AbortController()
  const cancelled = turns.take(controller.signal, async () => 'never')
  const next = turns.take(signal, async () => {
    throw new Error('failed')
  })
  controller.abort(new Error('cancelled'))
  await assert.rejects(cancelled, /cancelled/)
  open()
  await Promise.all(running)
  await assert.rejects(next, /failed/)
  assert.equal(await turns.take(signal, async () => 'done'), 'done')
})
