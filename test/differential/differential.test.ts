import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { Comparator, type Comparison } from './compare.ts'
import { deliberateDifferences } from './deliberate-differences.ts'
import { legacyDrafts, modernDrafts, sessionDrafts } from './drafts.ts'
import { startLintel } from './lintel-side.ts'
import { mutated } from './mutations.ts'
import { startSdkSessions, startSdkStateless } from './sdk-side.ts'
import { seed } from './seed.ts'
import { seldom } from './seldom.ts'

const comparator = new Comparator(deliberateDifferences)
const [lintelStateless, lintelSessions, sdkStateless, sdkSessions] = await Promise.all([
  startLintel(false),
  startLintel(true),
  startSdkStateless(),
  startSdkSessions(),
])
const sides = [lintelStateless, lintelSessions, sdkStateless, sdkSessions]

after(() => Promise.all(sides.map(side => side.close())))

const comparisons: readonly (Comparison & { readonly runs: number })[] = [
  {
    leg: '2026-07-28',
    ours: lintelStateless,
    theirs: sdkStateless,
    sessions: false,
    requests: mutated(modernDrafts),
    runs: 2400,
  },
  {
    leg: '2025-11-25 without sessions',
    ours: lintelStateless,
    theirs: sdkStateless,
    sessions: false,
    requests: mutated(legacyDrafts),
    runs: 1200,
  },
  {
    leg: '2025-11-25 in a session',
    ours: lintelSessions,
    theirs: sdkSessions,
    sessions: true,
    requests: mutated(sessionDrafts),
    runs: 1200,
  },
]

for (const comparison of comparisons) {
  test(`${comparison.leg}: generated requests are answered as the official SDK answers them`, async t => {
    t.diagnostic(`seed ${seed}`)
    const compare = await comparator.open(comparison)
    await fc.assert(fc.asyncProperty(comparison.requests, compare), {
      numRuns: comparison.runs,
      seed,
      examples: seldom.get(comparison.leg)?.map(sent => [sent]) ?? [],
    })
  })
}

test('each deliberate difference was seen', t => {
  for (const [name, count] of comparator.hits) t.diagnostic(`${count} times: ${name}`)
  assert.ok(comparator.compared >= 3000, `only ${comparator.compared} requests were compared`)
  const unseen = deliberateDifferences.filter(({ name }) => !comparator.hits.has(name)).map(({ name }) => name)
  assert.deepEqual(unseen, [])
})
