/** What a run of the suite must reach beyond the suite's own verdict, which is content with nothing having run. */
export interface Expectations {
  readonly revision: '2025-11-25' | '2026-07-28'
  /** How many scenarios the frozen requirement set scores. */
  readonly scored: number
  /** The least number of checks that pass in them. */
  readonly scoredChecks: number
  /** Scenarios that the set runs without scoring them, and the least number of checks that pass in each. */
  readonly unscored: Readonly<Record<string, number>>
}

export const expectations: readonly Expectations[] = [
  {
    revision: '2025-11-25',
    scored: 30,
    scoredChecks: 70,
    unscored: { 'server-session-lifecycle': 3, 'server-sse-polling': 3, 'json-schema-2020-12': 8 },
  },
  {
    revision: '2026-07-28',
    scored: 37,
    scoredChecks: 120,
    unscored: { 'http-header-validation': 14, 'http-custom-header-server-validation': 10, 'json-schema-2020-12': 8 },
  },
]

/** Scenarios of an extension that is not served yet: shown, not judged. */
export function isNotYetServed(scenario: string): boolean {
  return scenario.startsWith('tasks-')
}
