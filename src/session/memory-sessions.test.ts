import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../clock.ts'
import { MemorySessions } from './memory-sessions.ts'
import type { Session } from './session.ts'

function open(t: { after(task: () => void): void }, max: number) {
  const sessions = new MemorySessions(systemClock, { max, idleMs: 60_000 })
  t.after(() => sessions.close())
  const ended: string[] = []
  sessions.onEnd(id => ended.push(id))
  let count = 0
  const create = (principalId: string) => {
    const id = `${principalId} ${++count}`
    sessions.create({ id, principalId, revision: '2025-11-25', client: { capabilities: {} } } as unknown as Session)
    return id
  }
  return { sessions, ended, create, isThere: (id: string) => sessions.load(id) !== undefined }
}

test('at the cap, who holds more than a tenth of the sessions loses its own, whatever others leave unused', t => {
  const { sessions, create, isThere } = open(t, 20)
  const idle = create('ann')
  const used = create('ann')
  assert.ok(isThere(used))
  for (let count = 0; count < 200; count++) assert.ok(isThere(create('bob')))
  assert.equal(sessions.size, 20)
  assert.ok(isThere(idle) && isThere(used))
})

test('of its own, those that were never used go first, then the one that was idle longest', t => {
  const { ended, create, isThere } = open(t, 3)
  const [first, second] = [create('bob'), create('bob')]
  assert.ok(isThere(first))
  create('bob')
  create('bob')
  assert.deepEqual(ended, [second])
})

test('who holds no more than a tenth gets in at the cap, and whoever was idle longest makes room', t => {
  const { ended, create, isThere } = open(t, 20)
  const sessions = Array.from({ length: 20 }, () => create('bob'))
  for (const id of sessions) assert.ok(isThere(id))
  for (let count = 0; count < 2; count++) assert.ok(isThere(create('ann')))
  assert.deepEqual(ended, sessions.slice(0, 2))
})

test('where few sessions are kept, one of them is left to each', t => {
  const { create, isThere } = open(t, 3)
  const kept = [create('ann'), create('cid')]
  for (let count = 0; count < 5; count++) create('bob')
  for (const id of kept) assert.ok(isThere(id))
})

test('how many somebody holds is counted to the end of each session', t => {
  const { sessions, create, isThere } = open(t, 20)
  for (let count = 0; count < 10; count++) sessions.end(create('bob'))
  const others = Array.from({ length: 20 }, () => create('ann'))
  // Two would be too many: those that ended do not count.
  assert.ok(isThere(create('bob')) && isThere(create('bob')))
  assert.equal(others.filter(id => isThere(id)).length, 18)
})

test('nothing is kept once it is closed', t => {
  const { sessions, create, isThere } = open(t, 20)
  sessions.close()
  assert.ok(!isThere(create('ann')))
  assert.equal(sessions.size, 0)
})
