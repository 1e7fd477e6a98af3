import { type Expectations, isNotYetServed } from './expectations.ts'
import type { ScenarioChecks } from './read-checks.ts'
import type { SuiteRun } from './run-suite.ts'

export interface Verdict {
  readonly revision: string
  readonly scored: number
  readonly scoredChecks: number
  readonly passed: number
  readonly complaints: readonly string[]
  /** Failing scenarios of extensions that are not served yet. */
  readonly notYetServed: readonly string[]
}

/** Holds a run against what it must reach. Nothing run is a complaint, not a success. */
export function judge(run: SuiteRun, scored: readonly string[], expected: Expectations): Verdict {
  const byName = new Map(run.scenarios.map(checks => [checks.scenario, checks]))
  const clean = scored.filter(name => isClean(byName.get(name)))
  const scoredChecks = scored.reduce((sum, name) => sum + (byName.get(name)?.passed ?? 0), 0)
  const complaints: string[] = []
  if (run.exitCode !== 0) complaints.push(`the suite ended with exit code ${run.exitCode}`)
  if (scored.length !== expected.scored || clean.length !== expected.scored) {
    complaints.push(`${clean.length} of ${expected.scored} scored scenarios passed`)
  }
  if (scoredChecks < expected.scoredChecks) {
    complaints.push(`${scoredChecks} scored checks passed, at least ${expected.scoredChecks} must`)
  }
  for (const [name, least] of Object.entries(expected.unscored)) {
    const passed = byName.get(name)?.passed ?? 0
    if (passed < least) complaints.push(`${name}: ${passed} checks passed, at least ${least} must`)
  }
  const failing = run.scenarios.filter(({ failures }) => failures.length > 0)
  for (const { scenario, failures } of failing) {
    if (!isNotYetServed(scenario)) complaints.push(...failures.map(failure => `${scenario}: ${failure}`))
  }
  for (const name of scored) if (!byName.has(name)) complaints.push(`${name}: did not run`)
  return {
    revision: expected.revision,
    scored: clean.length,
    scoredChecks,
    passed: run.scenarios.reduce((sum, { passed }) => sum + passed, 0),
    complaints,
    notYetServed: failing.map(({ scenario }) => scenario).filter(isNotYetServed),
  }
}

function isClean(checks: ScenarioChecks | undefined): boolean {
  return checks !== undefined && checks.passed > 0 && checks.failures.length === 0
}
