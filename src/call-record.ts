import type { ErrorCategory, ReportCode } from './errors.ts'

/** How a call ended, as its record tells it. */
export type CallStatus = 'success' | 'error' | 'refused' | 'timeout' | 'cancelled' | 'disconnected' | 'input_required'

export type Transport = 'http' | 'stdio' | 'sse'

/** Where a result came from: `shared` waited for another call that made it, `unchanged` was known to the client. */
export type CacheOutcome = 'hit' | 'miss' | 'shared' | 'unchanged'

/**
 * What the server notes of one call while it runs. Each practice writes what it knows; whoever records calls reads it
 * when the answer is made. Holds arguments and results only where the operator asked for them.
 */
export class CallRecord {
  /** Tool, resource URI, template, prompt or list: what was called. */
  subject: string | undefined
  /** As `Clock.elapsed` gives it. */
  startedAt = 0
  transport: Transport = 'http'
  /** W3C Trace Context, of the request's headers; `_meta` may have another. */
  traceparent: string | undefined
  tracestate: string | undefined
  /** Set where the answer says more than the outcome does. */
  status: CallStatus | undefined
  /** The practice that refused. */
  refusedBy: string | undefined
  errorCode: string | undefined
  category: ErrorCategory | undefined
  cache: CacheOutcome | undefined
  /** When the call began to wait for another of the same, as `Clock.now` gives it. */
  waitingSince: number | undefined
  /** How often the handler ran. */
  attempts = 0
  /** UTF-8 bytes of the request, as it was sent; of a batch, its share. */
  bytesIn = 0
  /** Tokens of the arguments, where they were counted exactly. */
  tokensIn: number | undefined
  /** Tokens of the result, where the budget counted them. */
  tokensOut: number | undefined
  /** Whether a line is written. Metrics count the call anyway. */
  written = true
  /** What was asked to be written of arguments and result; not redacted yet. */
  contents: RecordedContents | undefined
  /** What practices in report mode would have refused or changed. */
  reports: Report[] | undefined

  /** Notes how the request came. */
  came(reply: {
    readonly transport: Transport
    readonly received: number
    readonly traceparent: string | undefined
    readonly tracestate: string | undefined
  }): void {
    const { transport, received, traceparent } = reply
    this.transport = transport
    this.bytesIn = received
    this.traceparent = traceparent
    if (traceparent !== undefined) this.tracestate = reply.tracestate
  }

  /** Notes what a practice in report mode would have done. */
  report(practice: string, code: ReportCode): void {
    this.reports ??= []
    this.reports.push({ practice, code })
  }
}

export interface RecordedContents {
  readonly arguments?: unknown
  readonly result?: unknown
}

export interface Report {
  readonly practice: string
  readonly code: string
}
