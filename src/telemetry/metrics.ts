import type { CallStatus } from '../call-record.ts'
import { Histogram } from './histogram.ts'
import { labelled, other, PairCounts } from './labels.ts'

/** Tools, resources and prompts that are counted by name, of all methods; what comes beyond is counted as `other`. */
const maxSubjects = 5000

/** Methods that are counted by name: whatever else a client asks for is `other`. */
const methods: ReadonlySet<string> = new Set([
  'initialize',
  'ping',
  'server/discover',
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'prompts/list',
  'prompts/get',
  'completion/complete',
  'logging/setLevel',
])

interface Series {
  readonly labels: string
  readonly duration: Histogram
  readonly statuses: Map<CallStatus, number>
}

/** What a scrape asks for besides the calls: how things stand at that moment. */
export interface Gauge {
  readonly name: string
  readonly help: string
  readonly read: () => readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[]
}

/**
 * Counts and durations of calls, in the text format of Prometheus 0.0.4. No label holds what a client may choose freely:
 * tools are those that exist, methods those of the protocol.
 */
export class CallMetrics {
  /** Calls that began and have not ended. */
  running = 0
  readonly #methods = new Map<string, Map<string | undefined, Series>>()
  readonly #refusals = new PairCounts('practice', 'code')
  readonly #cache = new PairCounts('outcome')
  readonly #reports = new PairCounts('practice', 'code')
  #subjects = 0

  count(method: string, subject: string | undefined, status: CallStatus, seconds: number): void {
    const series = this.#methods.get(method)?.get(subject) ?? this.#open(method, subject)
    series.duration.add(seconds)
    series.statuses.set(status, (series.statuses.get(status) ?? 0) + 1)
  }

  refused(practice: string, code: string): void {
    this.#refusals.add(practice, code)
  }

  cached(outcome: string): void {
    this.#cache.add(outcome)
  }

  reported(practice: string, code: string): void {
    this.#reports.add(practice, code)
  }

  /** The text of a scrape. */
  expose(gauges: readonly Gauge[]): string {
    const all = [...this.#methods.values()].flatMap(subjects => [...subjects.values()])
    const running: Gauge = {
      name: 'lintel_calls_running',
      help: 'Calls that have begun and not ended.',
      read: () => [{ value: this.running }],
    }
    return [
      ...describe('lintel_calls_total', 'counter', 'Calls by method, tool and status.'),
      ...all.flatMap(({ labels, statuses }) =>
        [...statuses].map(([status, count]) => `lintel_calls_total{${labels},status="${status}"} ${count}`),
      ),
      ...describe('lintel_call_duration_seconds', 'histogram', 'Time from request to answer.'),
      ...all.flatMap(({ labels, duration }) => duration.expose('lintel_call_duration_seconds', labels)),
      ...exposeCounter('lintel_refusals_total', 'Calls that a practice refused.', this.#refusals),
      ...exposeCounter('lintel_cache_total', 'Calls of cached tools and resources.', this.#cache),
      ...exposeCounter('lintel_reports_total', 'What practices in report mode would have done.', this.#reports),
      ...[running, ...gauges].flatMap(exposeGauge),
      '',
    ].join('\n')
  }

  #open(method: string, subject: string | undefined): Series {
    const name = methods.has(method) ? method : other
    const known = this.#methods.get(name) ?? new Map<string | undefined, Series>()
    this.#methods.set(name, known)
    const isBeyond = subject !== undefined && !known.has(subject) && this.#subjects >= maxSubjects
    const shown = isBeyond ? other : subject
    const before = known.get(shown)
    if (before) return before
    if (shown !== undefined) this.#subjects++
    const series = {
      labels: labelled({ method: name, tool: shown ?? '' }),
      duration: new Histogram(),
      statuses: new Map<CallStatus, number>(),
    }
    known.set(shown, series)
    return series
  }
}

function exposeGauge({ name, help, read }: Gauge): readonly string[] {
  const lines = read().map(({ labels, value }) =>
    labels ? `${name}{${labelled(labels)}} ${value}` : `${name} ${value}`,
  )
  return [...describe(name, 'gauge', help), ...lines]
}

function exposeCounter(name: string, help: string, counts: PairCounts): readonly string[] {
  return [...describe(name, 'counter', help), ...counts.all().map(([labels, count]) => `${name}{${labels}} ${count}`)]
}

function describe(name: string, type: string, help: string): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]
}
