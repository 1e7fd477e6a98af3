import type { ErrorCategory } from './errors.ts'

/** How a call ended, as its record tells it. */
export type CallStatus = 'success' | 'error' | 'refused' | 'timeout' | 'cancelled' | 'disconnected' | 'input_required'

/** Where a result came from: `shared` waited for another call that made it, `unchanged` was known to the client. */
export type CacheOutcome = 'hit' | 'miss' | 'shared' | 'unchanged'

/**
 * What the server notes of one call while it runs. Each practice writes what it knows; whoever records calls reads it
 * when the answer is made. Holds no arguments and no results.
 */
export class CallRecord {
  /** Tool, resource URI, template, prompt or list: what was called. */
  subject: string | undefined
  /** Milliseconds since the epoch. */
  startedAt = 0
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
  /** Bytes of the request, where the wire knows. */
  bytesIn = 0
  /** Characters of what the budget let through. */
  bytesOut = 0
  tokensIn = 0
  tokensOut = 0
  /** What practices in report mode would have refused or changed. */
  reports: Report[] | undefined

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
