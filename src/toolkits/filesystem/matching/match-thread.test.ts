import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MatchJob } from './find-matches.ts'
import { findMatchesApart, maxWaitingJobs } from './match-thread.ts'

const job = (expression: RegExp): MatchJob => ({
  text: `${'a'.repeat(60)}\nb`,
  separator: '\n',
  expressions: [expression],
  exactly: [],
  from: 0,
  limit: 10,
})

test('a hundred jobs wait behind the one that runs, and one more is refused', async () => {
  const controller = new AbortController()
  const { signal } = controller
  const jobs = Array.from({ length: 1 + maxWaitingJobs }, () => findMatchesApart(job(/^(a+)+$b/u), signal))
  const ends = Promise.allSettled(jobs)
  await assert.rejects(findMatchesApart(job(/b/u), signal), { code: 'MATCHING_BUSY' })
  controller.abort()
  assert.deepEqual(new Set((await ends).map(({ status }) => status)), new Set(['rejected']))
  assert.deepEqual(await findMatchesApart(job(/b/u), new AbortController().signal), [1])
})

test('a job that takes too long has no answer, and the next one has its own', async () => {
  const { signal } = new AbortController()
  const astray = findMatchesApart(job(new RegExp(`${'(a|a)'.repeat(45)}c`, 'u')), signal)
  const next = findMatchesApart(job(/b/u), signal)
  assert.deepEqual(await Promise.all([astray, next]), [undefined, [1]])
})

test('a job of a call that is cancelled already is not begun', async () => {
  await assert.rejects(findMatchesApart(job(/b/u), AbortSignal.abort()), { name: 'AbortError' })
})
