import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Call, ClientRoot } from '../../call.ts'
import { systemClock } from '../../clock.ts'
import { allowExtensions } from './allow.ts'
import { containedBy } from './choose-contained.ts'
import { ClientRoots } from './client-roots.ts'
import { loadRoots } from './roots.ts'

test('the answers of a thousand sessions are kept, and the oldest is asked again', async t => {
  const base = mkdtempSync(join(tmpdir(), 'lintel-client-roots-'))
  t.after(() => rmSync(base, { recursive: true }))
  const whole = containedBy(loadRoots([base], false), allowExtensions(undefined))
  const roots = new ClientRoots(whole, narrowed => containedBy(narrowed, allowExtensions(undefined)), systemClock)
  const asked: string[] = []
  const ask = async (sessionId: string) => {
    const call = {
      sessionId,
      revision: '2025-11-25',
      client: { capabilities: { roots: {} } },
      async roots() {
        asked.push(sessionId)
        return [{ uri: 'file:///nowhere' }]
      },
    } as unknown as Call
    return (await roots.contained(call)).roots
  }
  for (let session = 0; session < 1_000; session++) assert.deepEqual(await ask(`s${session}`), [])
  await ask('s0')
  assert.equal(asked.length, 1_000)
  await ask('one more')
  await ask('s1')
  assert.equal(asked.length, 1_001)
  await ask('s0')
  assert.deepEqual(asked.slice(1_000), ['one more', 's0'])
})

/** One session of a client that answers when it is told to. */
function slowSession(t: TestContext) {
  const base = mkdtempSync(join(tmpdir(), 'lintel-client-roots-'))
  t.after(() => rmSync(base, { recursive: true }))
  const whole = containedBy(loadRoots([base], false), allowExtensions(undefined))
  const roots = new ClientRoots(whole, narrowed => containedBy(narrowed, allowExtensions(undefined)), systemClock)
  const questions: PromiseWithResolvers<readonly ClientRoot[]>[] = []
  const ask = async (signal: AbortSignal) => {
    const call = {
      sessionId: 's',
      revision: '2025-11-25',
      client: { capabilities: { roots: {} } },
      signal,
      roots() {
        const question = Promise.withResolvers<readonly ClientRoot[]>()
        signal.addEventListener('abort', () => question.reject(signal.reason))
        questions.push(question)
        return question.promise
      },
    } as unknown as Call
    return await roots.contained(call)
  }
  return { whole, questions, ask }
}

test('where the call that asks is cancelled, one of those that wait asks in its place', async t => {
  const { whole, questions, ask } = slowSession(t)
  const first = new AbortController()
  const second = new AbortController()
  const cancelled = assert.rejects(ask(first.signal), { name: 'AbortError' })
  const cancelledToo = assert.rejects(ask(second.signal), { name: 'AbortError' })
  const others = [1, 2, 3].map(() => ask(new AbortController().signal))
  first.abort()
  second.abort()
  await Promise.all([cancelled, cancelledToo])
  assert.equal(questions.length, 2)
  questions[1]!.resolve([])
  assert.deepEqual(await Promise.all(others), [whole, whole, whole])
})

test('a hundred calls of a session wait for its client, and one more is refused until it has answered', async t => {
  const { whole, questions, ask } = slowSession(t)
  const { signal } = new AbortController()
  const waiting = Array.from({ length: 100 }, () => ask(signal))
  await assert.rejects(ask(signal), { code: 'ROOTS_BUSY' })
  questions[0]!.resolve([])
  assert.deepEqual(new Set(await Promise.all(waiting)), new Set([whole]))
  const known = await Promise.all(Array.from({ length: 200 }, () => ask(signal)))
  assert.deepEqual([questions.length, new Set(known)], [1, new Set([whole])])
})
