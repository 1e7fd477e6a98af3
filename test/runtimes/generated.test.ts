import { test } from 'node:test'
import { seed } from '../differential/seed.ts'
import { compareFace } from '../faces/compare-face.ts'
import { edgeRequests } from '../faces/edge-requests.ts'
import type { Leg } from '../faces/face-request.ts'
import { makeFaceSubject } from '../faces/face-subject.ts'
import { startProgram } from './start-program.ts'

const legs: readonly Leg[] = ['2026-07-28', '2025-11-25 without sessions', '2025-11-25 in a session']

for (const runtime of ['bun', 'deno', 'workerd'] as const) {
  // No process goes on between requests on Workers, so there are no sessions.
  for (const leg of runtime === 'workerd' ? legs.slice(0, 2) : legs) {
    test(`${leg}: generated requests are answered on ${runtime} as on Node`, async t => {
      t.diagnostic(`seed ${seed}`)
      const inSession = leg === '2025-11-25 in a session'
      const plain = makeFaceSubject(inSession)
      const { url: plainUrl } = await plain.listen({ port: 0 })
      t.after(() => plain.close())
      const { url } = await startProgram(t, runtime, 'compared')
      const comparison = await compareFace(inSession ? url : new URL('/stateless', url).href, plainUrl, [seed], {
        name: runtime,
        leg,
        // workerd ends the work of a request whose client left, without telling it.
        tellsOfLeaving: runtime !== 'workerd',
        examples: leg === '2026-07-28' ? edgeRequests() : [],
      })
      t.diagnostic(`${comparison.compared} requests, by status ${JSON.stringify([...comparison.statuses])}`)
    })
  }
}
