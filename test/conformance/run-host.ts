import type { Host } from './hosts.ts'
import { judge, type Verdict } from './judge.ts'
import { readScored, runSuite } from './run-suite.ts'
import { startHost } from './start-host.ts'

/** Runs the official suite through one host, and holds each requirement set against what it must reach. */
export async function runHost(host: Host): Promise<readonly Verdict[]> {
  const started = await startHost(host)
  const verdicts: Verdict[] = []
  try {
    for (const expected of host.expectations) {
      const run = await runSuite(started.url, expected.revision)
      verdicts.push(judge(run, await readScored(expected.revision), expected))
    }
  } finally {
    await started.stop()
  }
  return verdicts
}
