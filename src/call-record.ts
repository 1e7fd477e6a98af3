import type { ErrorCategory } from './errors.ts'

/** How a call ended, as its record tells it. */
export type CallStatus = 'success' | 'error' | 'refused' | 'timeout' | 'cancelled' | 'disconnected' | 'input_required'

export type Transport = 'http' | 'stdio' | 'sse'

/** Where a result came from: `shared` waited for another call that made it, `unchanged` was known to the client. */
export type CacheOutcome = 'hit' | 'miss' | 'shared' | 'unchanged'

/**
 * What the server notes of one call while it runs. Each practice writes what it knows; whoever records calls reads it
 * when the answer is made. Holds no arguments and no results.
 */
export class CallRecord {
  /** Tool, resource URI, template, prompt or list: what was called. */
  subject: string | undefined
  /** As `Clock.elapsed` gives it. */
  startedAt = 0
  transport: Transport = 'http'
  /** W3C Trace Context, of the request's headers; `_meta` may have another. */
  traceparent: string | undefined
  /** Set where something else than the handler ended the call. */
  status: CallStatus | undefined
  /** The practice that refused. */
  refusedBy: string | undefined
  errorCode: string | undefined
  category: ErrorCategory | undefined
  cache: CacheOutcome | undefined
  cacheAgeMs: number | undefined
  cacheTag: string | undefined
  /** How often the handler ran. */
  attempts = 0
  /** Characters of the request, as it was sent; of a batch, its part. */
  charactersIn = 0
  /** Tokens of the result, where the budget counted them. */
  tokensOut: number | undefined
  /** What practices in report mode would have refused or changed. */
  reports: Report[] | undefined

  /** Notes how the request came. */
  came({
    transport,
    received,
    traceparent,
  }: {
    readonly transport: Transport
    readonly received: number
    readonly traceparent: string | undefined
  }): void {
    this.transport = transport
    this.charactersIn = received
    this.traceparent = traceparent
  }

  /** Notes what a practice in report mode would have done. */
  report(practice: string, code: string): void {
    this.reports ??= []
    this.reports.push({ practice, code })
  }
}

export interface Report {
  readonly practice: string
  readonly code: string
}
