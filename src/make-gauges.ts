import type { Breakers } from './practices/guard/breakers.ts'
import type { Gauge } from './telemetry/metrics.ts'

const openness = { open: 1, 'half-open': 0.5, closed: 0 } as const

/** How things stand when the metrics are asked for. */
export function makeGauges(sessionCounts: ReadonlySet<() => number>, breakers: Breakers): readonly Gauge[] {
  return [
    {
      name: 'lintel_sessions',
      help: 'Sessions of the 2025 era over Streamable HTTP.',
      read: () => [{ value: [...sessionCounts].reduce((sum, count) => sum + count(), 0) }],
    },
    {
      name: 'lintel_downstream_open',
      help: 'Whether the circuit breaker of a downstream is open (1), trying (0.5) or closed (0). Always 0 where it only reports.',
      read: () => breakers.states().map(([downstream, state]) => ({ labels: { downstream }, value: openness[state] })),
    },
  ]
}
