import type { Outcome, RunningCall } from '../call.ts'
import type { CallStatus, Report, Transport } from '../call-record.ts'
import type { ErrorCategory } from '../errors.ts'
import { recordContents, recordText } from './record-text.ts'
import type { TraceContext } from './trace-context.ts'

/** Name of the channel of `node:diagnostics_channel` on which every `CallEvent` is published, where anybody listens: `lintel.call`. */
export const callChannel = 'lintel.call'

/**
 * The record of one call, as it is published on the channel `lintel.call` and logged: one for each, when its answer is
 * made. Texts from outside are bounded in length, and what looks like a secret is masked.
 */
export interface CallEvent {
  readonly event: 'call'
  /** RFC 3339, UTC, when the answer was made. */
  readonly timestamp: string
  /** `error` where this server or what it depends on is at fault, `warn` where a call was refused or broken off. */
  readonly level: 'info' | 'warn' | 'error'
  /** Name of the server. */
  readonly server_id: string
  /** The session of the 2025 era, where there is one. */
  readonly session_id: string | undefined
  /** Names the call in the log, and in what the agent is told of an error. */
  readonly correlation_id: string
  /** W3C Trace Context: the caller's trace, or one that begins here. */
  readonly trace_id: string
  /** The span of this call. */
  readonly span_id: string
  /** The caller's span, where it named one. */
  readonly parent_span_id: string | undefined
  /** Of the protocol: `tools/call`, `resources/read`. */
  readonly method: string
  /** Tool, prompt, resource or template. Undefined where the method has none, or none that exists was named. */
  readonly tool_name: string | undefined
  /** Who called: the principal's id. */
  readonly user_id: string
  /** What the client calls itself. */
  readonly client_name: string | undefined
  readonly client_version: string | undefined
  /** Of the protocol. */
  readonly revision: string
  readonly transport: Transport
  /** From the request to its answer, to the microsecond. */
  readonly duration_ms: number
  readonly status: CallStatus
  /** A code of docs/errors.md, or a tool's own. */
  readonly error_type: string | undefined
  readonly error_category: ErrorCategory | undefined
  /** The practice that refused. */
  readonly refused_by: string | undefined
  /** Where the result came from, where results are kept. */
  readonly cache: string | undefined
  /** How often the handler ran. */
  readonly attempts: number
  /** UTF-8 bytes of the request; of a batch, its share. */
  readonly bytes_in: number
  /** UTF-8 bytes of the answer, without what frames it on the wire. */
  readonly bytes_out: number
  /** About how many tokens the request is for a model: a token for four bytes; the arguments, where `budget.count` counts them. */
  readonly tokens_in: number
  /** Tokens of the result as the budget measured them, else a token for four bytes of the answer. */
  readonly tokens_out: number
  /** What practices in report mode would have done. */
  readonly reports: readonly Report[] | undefined
  /** Only where `record: { arguments: true }` says so, with secrets masked. */
  readonly arguments: unknown
  /** Only where `record: { results: true }` says so, with secrets masked. */
  readonly result: unknown
}

/** A call that has ended, as everything that records it sees it. */
export interface Finished {
  readonly call: RunningCall
  readonly status: CallStatus
  readonly error: string | undefined
  readonly category: ErrorCategory | undefined
  readonly durationMs: number
  readonly bytesOut: number
  readonly trace: TraceContext
  readonly serverId: string
}

export function statusOf({ record, aborted }: RunningCall, outcome: Outcome): CallStatus {
  if (aborted) return aborted.how
  if (record.refusedBy !== undefined) return 'refused'
  if (outcome.kind === 'failure') return 'error'
  if (record.status !== undefined) return record.status
  if (outcome.kind === 'input_required') return 'input_required'
  return outcome.kind === 'result' && outcome.result.isError === true ? 'error' : 'success'
}

export function errorOf({ record }: RunningCall, status: CallStatus, outcome: Outcome): string | undefined {
  if (status === 'success' || status === 'input_required') return undefined
  return record.errorCode ?? (outcome.kind === 'failure' ? outcome.failure.code : undefined)
}

/** Who is at fault: a call that the protocol refuses is its client's, whatever else fails without a category is ours. */
export function categoryOf({ record }: RunningCall, status: CallStatus, outcome: Outcome): ErrorCategory | undefined {
  if (status === 'success' || status === 'input_required') return undefined
  if (record.category !== undefined || outcome.kind !== 'failure') return record.category
  return outcome.failure.code === 'INTERNAL_ERROR' ? 'SERVER_ERROR' : 'CLIENT_ERROR'
}

export function levelOf(status: CallStatus, category: ErrorCategory | undefined): CallEvent['level'] {
  if (status === 'success' || status === 'input_required') return 'info'
  if (status === 'timeout') return 'error'
  return category === undefined || category === 'CLIENT_ERROR' ? 'warn' : 'error'
}

/** For a model, of what was not counted more exactly: a token for so many bytes. */
const bytesPerToken = 4

export function tokensOf(bytes: number): number {
  return Math.ceil(bytes / bytesPerToken)
}

export function describeCall(finished: Finished, timestamp: string): CallEvent {
  const { call, status, error, category, durationMs, bytesOut, trace, serverId } = finished
  const { record, client } = call
  return {
    event: 'call',
    timestamp,
    level: levelOf(status, category),
    server_id: recordText(serverId),
    session_id: call.sessionId,
    correlation_id: call.correlationId,
    trace_id: trace.traceId,
    span_id: trace.spanId,
    parent_span_id: trace.parentId,
    method: recordText(call.method),
    tool_name: textOf(record.subject),
    user_id: recordText(call.principal.id),
    client_name: textOf(client.info?.name),
    client_version: textOf(client.info?.version),
    revision: call.revision,
    transport: record.transport,
    duration_ms: toMicroseconds(durationMs),
    status,
    error_type: textOf(error),
    error_category: category,
    refused_by: record.refusedBy,
    cache: record.cache,
    attempts: record.attempts,
    bytes_in: record.bytesIn,
    bytes_out: bytesOut,
    tokens_in: record.tokensIn ?? tokensOf(record.bytesIn),
    tokens_out: record.tokensOut ?? tokensOf(bytesOut),
    reports: record.reports,
    arguments: record.contents && recordContents(record.contents.arguments),
    result: record.contents && recordContents(record.contents.result),
  }
}

export function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? recordText(value) : undefined
}
