import { availableParallelism } from 'node:os'
import { hosts } from './hosts.ts'
import type { Verdict } from './judge.ts'
import { runHost } from './run-host.ts'

/** `npm run conformance [host…]`: the official suite through each host, and what every one must reach. */
const asked = process.argv.slice(2)
const strangers = asked.filter(name => !hosts.some(host => host.name === name))
if (strangers.length > 0) throw new Error(`No host is called ${strangers.join(', ')}.`)
const waiting = hosts.filter(({ name }) => asked.length === 0 || asked.includes(name))

console.log('host           revision     scored scenarios   scored checks   all checks')
let passed = 0
let failed = 0
/** Failing scenarios of extensions that are not served yet. */
const shown = new Set<string>()
await Promise.all(Array.from({ length: availableParallelism() }, runWaiting))
for (const scenario of shown) console.log(`not yet served: ${scenario}`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

async function runWaiting(): Promise<void> {
  for (let host = waiting.shift(); host !== undefined; host = waiting.shift()) {
    try {
      for (const verdict of await runHost(host)) report(host.name, verdict)
    } catch (error) {
      console.log(`${host.name.padEnd(12)}   FAILED ${error instanceof Error ? error.message : error}`)
      failed += 1
    }
  }
}

function report(host: string, verdict: Verdict): void {
  const { revision, scored, scoredChecks, notYetServed, complaints } = verdict
  const row = [host.padEnd(12), revision, pad(scored, 16), pad(scoredChecks, 13), pad(verdict.passed, 10)]
  console.log(row.join('   '))
  for (const scenario of notYetServed) shown.add(`${revision} ${scenario}`)
  for (const complaint of complaints) console.log(`  FAILED ${complaint}`)
  passed += verdict.passed
  failed += complaints.length
}

function pad(value: number, width: number): string {
  return String(value).padStart(width)
}
