import type { CallStatus } from '../call-record.ts'

/** Upper bounds of the duration histogram, in seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const
/** Combinations of labels; what comes beyond is counted under `other`. */
const maxSeries = 5000

interface Series {
  readonly labels: string
  count: number
  seconds: number
  readonly inBucket: Uint32Array
}

/** What a scrape asks for besides the calls: how things stand at that moment. */
export interface Gauge {
  readonly name: string
  readonly help: string
  readonly read: () => readonly { readonly labels: string; readonly value: number }[]
}

/** Counts and durations of calls, in the text format of Prometheus 0.0.4. Labels have a bounded set of values. */
export class CallMetrics {
  readonly #series = new Map<string, Series>()
  readonly #refusals = new Map<string, number>()
  readonly #cache = new Map<string, number>()
  readonly #reports = new Map<string, number>()

  count(method: string, subject: string | undefined, status: CallStatus, seconds: number): void {
    const key = `${method}\n${subject ?? ''}\n${status}`
    const series = this.#series.get(key) ?? this.#open(key, method, subject, status)
    series.count++
    series.seconds += seconds
    let at = 0
    while (at < buckets.length && seconds > (buckets[at] as number)) at++
    if (at < buckets.length) series.inBucket[at]!++
  }

  refused(practice: string, code: string): void {
    increment(this.#refusals, `practice="${practice}",code="${code}"`)
  }

  cached(outcome: string): void {
    increment(this.#cache, `outcome="${outcome}"`)
  }

  reported(practice: string, code: string): void {
    increment(this.#reports, `practice="${practice}",code="${code}"`)
  }

  /** The text of a scrape. */
  expose(gauges: readonly Gauge[]): string {
    const all = [...this.#series.values()]
    return [
      ...describe('lintel_calls_total', 'counter', 'Calls by method, tool and status.'),
      ...all.map(({ labels, count }) => `lintel_calls_total{${labels}} ${count}`),
      ...describe('lintel_call_duration_seconds', 'histogram', 'Time from request to answer.'),
      ...all.flatMap(exposeHistogram),
      ...exposeCounter('lintel_refusals_total', 'Calls that a practice refused.', this.#refusals),
      ...exposeCounter('lintel_cache_total', 'Calls of cached tools and resources.', this.#cache),
      ...exposeCounter('lintel_reports_total', 'What practices in report mode would have done.', this.#reports),
      ...gauges.flatMap(({ name, help, read }) => [
        ...describe(name, 'gauge', help),
        ...read().map(({ labels, value }) => (labels === '' ? `${name} ${value}` : `${name}{${labels}} ${value}`)),
      ]),
      '',
    ].join('\n')
  }

  #open(key: string, method: string, subject: string | undefined, status: CallStatus): Series {
    const beyond = this.#series.size >= maxSeries
    const labels = `method="${escapeLabel(method)}",tool="${escapeLabel(beyond ? 'other' : (subject ?? ''))}",status="${status}"`
    const place = beyond ? `\n${labels}` : key
    const open = this.#series.get(place)
    if (open) return open
    const series = { labels, count: 0, seconds: 0, inBucket: new Uint32Array(buckets.length) }
    this.#series.set(place, series)
    return series
  }
}

function exposeHistogram({ labels, count, seconds, inBucket }: Series): readonly string[] {
  let below = 0
  const lines = buckets.map((bound, at) => {
    below += inBucket[at] as number
    return `lintel_call_duration_seconds_bucket{${labels},le="${bound}"} ${below}`
  })
  return [
    ...lines,
    `lintel_call_duration_seconds_bucket{${labels},le="+Inf"} ${count}`,
    `lintel_call_duration_seconds_sum{${labels}} ${seconds}`,
    `lintel_call_duration_seconds_count{${labels}} ${count}`,
  ]
}

function exposeCounter(name: string, help: string, counts: ReadonlyMap<string, number>): readonly string[] {
  return [...describe(name, 'counter', help), ...[...counts].map(([labels, count]) => `${name}{${labels}} ${count}`)]
}

function describe(name: string, type: string, help: string): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]
}

function increment(counts: Map<string, number>, labels: string): void {
  counts.set(labels, (counts.get(labels) ?? 0) + 1)
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
