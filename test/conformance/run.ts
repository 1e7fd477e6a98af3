import { expectations } from './expectations.ts'
import { judge, type Verdict } from './judge.ts'
import { readScored, runSuite } from './run-suite.ts'
import { startFixture } from './start-fixture.ts'

/** `npm run conformance`: the official suite against the fixture, both requirement sets, and what they must reach. */
const fixture = await startFixture()
const verdicts: Verdict[] = []
try {
  for (const expected of expectations) {
    verdicts.push(judge(await runSuite(fixture.url, expected.revision), await readScored(expected.revision), expected))
  }
} finally {
  await fixture.stop()
}

console.log('revision     scored scenarios   scored checks   all checks')
for (const { revision, scored, scoredChecks, passed } of verdicts) {
  console.log(`${revision}   ${pad(scored, 16)}   ${pad(scoredChecks, 13)}   ${pad(passed, 10)}`)
}
for (const { revision, notYetServed, complaints } of verdicts) {
  if (notYetServed.length > 0) console.log(`${revision}: not yet served: ${notYetServed.join(', ')}`)
  for (const complaint of complaints) console.log(`${revision}: FAILED ${complaint}`)
}
const passed = verdicts.reduce((sum, verdict) => sum + verdict.passed, 0)
const failed = verdicts.reduce((sum, verdict) => sum + verdict.complaints.length, 0)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

function pad(value: number, width: number): string {
  return String(value).padStart(width)
}
