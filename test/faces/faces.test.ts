import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { seed } from '../differential/seed.ts'
import { type Host, hosts } from '../hosts/hosts.ts'
import { type Ask, askBy, askOver } from './ask.ts'
import { compareFace } from './compare-face.ts'
import type { Comparison } from './comparison.ts'
import { edgeRequests } from './edge-requests.ts'
import { hostDifferences } from './face-differences.ts'
import type { Leg } from './face-request.ts'
import { makeFaceSubject } from './face-subject.ts'
import { freeParts } from './free-parts.ts'

const seeds = [seed, seed + 1]
const legs: readonly (readonly [Leg, sessions: boolean])[] = [
  ['2026-07-28', true],
  ['2026-07-28', false],
  ['2025-11-25 without sessions', false],
  ['2025-11-25 in a session', true],
]
const comparisons: Comparison[] = []

for (const host of hosts) {
  for (const [leg, sessions] of legs) {
    const settings = leg === '2026-07-28' && !sessions ? ', sessions switched off' : ''
    test(`${host.name}, ${leg}${settings}: generated requests are answered as the plain server answers them`, async t => {
      t.diagnostic(`seeds ${seeds.join(', ')}`)
      const plain = makeFaceSubject(sessions)
      const { url } = await plain.listen({ port: 0 })
      t.after(() => plain.close())
      const face = await start(t, host, sessions)
      const examples = leg === '2026-07-28' ? edgeRequests() : []
      const comparison = await compareFace(face, url, seeds, { name: host.name, leg, examples, runs: 200 })
      t.diagnostic(`${comparison.compared} requests, by status ${JSON.stringify([...comparison.statuses])}`)
      comparisons.push(comparison)
    })
  }
}

test('each free part and each difference of a host was seen, and answers of every kind', t => {
  const hits = new Map<string, number>()
  const statuses = new Set<number>()
  for (const comparison of comparisons) {
    for (const [name, count] of comparison.hits) hits.set(name, (hits.get(name) ?? 0) + count)
    for (const status of comparison.statuses.keys()) statuses.add(status)
  }
  for (const [name, count] of hits) t.diagnostic(`${count} times: ${name}`)
  const unseen = [...freeParts, ...hostDifferences].filter(({ name }) => !hits.has(name)).map(({ name }) => name)
  assert.deepEqual(unseen, [])
  for (const status of [200, 202, 400, 403, 404, 405, 406, 415]) assert.ok(statuses.has(status), `no ${status}`)
})

async function start(t: TestContext, host: Host, sessions: boolean): Promise<Ask> {
  const { url, send } = await host.start(t, makeFaceSubject(sessions))
  if (!host.hasConnections) return askBy(send, url)
  const isHttp2 = /http2(?!.*HTTP\/1\.1)/.test(host.name)
  return isHttp2 ? askBy(send, url, true) : askOver(url)
}
