import type { Outcome, RunningCall } from '../call.ts'
import type { CallRecord, CallStatus, Report, Transport } from '../call-record.ts'
import type { TraceContext } from './trace-context.ts'

/** The record of one call as it is published and logged: one for each, when its answer is made. Never arguments or results. */
export interface CallEvent {
  readonly event: 'call'
  /** RFC 3339, UTC. */
  readonly timestamp: string
  /** `error` where this server or what it depends on is at fault, `warn` where a call was refused or broken off. */
  readonly level: 'info' | 'warn' | 'error'
  readonly server_id: string
  readonly session_id: string | undefined
  readonly correlation_id: string
  readonly trace_id: string
  readonly span_id: string
  readonly parent_span_id: string | undefined
  readonly method: string
  /** Tool, prompt, resource or template; undefined where the method has none, or none that exists. */
  readonly tool_name: string | undefined
  readonly user_id: string
  readonly client_name: string | undefined
  readonly client_version: string | undefined
  readonly revision: string
  readonly transport: Transport
  readonly duration_ms: number
  readonly status: CallStatus
  /** A code of docs/errors.md, or a tool's own. */
  readonly error_type: string | undefined
  readonly error_category: string | undefined
  /** The practice that refused. */
  readonly refused_by: string | undefined
  readonly cache: string | undefined
  readonly attempts: number
  readonly characters_in: number
  readonly characters_out: number
  readonly tokens_in: number
  readonly tokens_out: number
  /** What practices in report mode would have done. */
  readonly reports: readonly Report[] | undefined
}

export function statusOf(call: RunningCall, outcome: Outcome): CallStatus {
  const { record, aborted } = call
  if (aborted) return aborted.how
  if (record.refusedBy !== undefined) return 'refused'
  if (outcome.kind === 'failure') return 'error'
  if (outcome.kind === 'input_required') return 'input_required'
  return outcome.kind === 'result' && outcome.result.isError === true ? 'error' : 'success'
}

export function levelOf(status: CallStatus, record: CallRecord): CallEvent['level'] {
  if (status === 'success' || status === 'input_required') return 'info'
  if (status === 'timeout') return 'error'
  return record.category === undefined || record.category === 'CLIENT_ERROR' ? 'warn' : 'error'
}

export function errorTypeOf(call: RunningCall, outcome: Outcome): string | undefined {
  const { errorCode } = call.record
  return errorCode ?? (outcome.kind === 'failure' ? outcome.failure.code : undefined)
}

export interface Finished {
  readonly call: RunningCall
  readonly outcome: Outcome
  readonly status: CallStatus
  readonly durationMs: number
  readonly charactersOut: number
  readonly trace: TraceContext
  readonly serverId: string
}

/** About four characters a token, for what was not counted more exactly. */
export const charactersPerToken = 4

export function describeCall(finished: Finished, timestamp: string): CallEvent {
  const { call, outcome, status, durationMs, charactersOut, trace, serverId } = finished
  const { record, client } = call
  const tokensOf = (characters: number) => Math.ceil(characters / charactersPerToken)
  return {
    event: 'call',
    timestamp,
    level: levelOf(status, record),
    server_id: serverId,
    session_id: call.sessionId,
    correlation_id: call.correlationId,
    trace_id: trace.traceId,
    span_id: trace.spanId,
    parent_span_id: trace.parentId,
    method: call.method,
    tool_name: record.subject,
    user_id: call.principal.id,
    client_name: textOf(client.info?.name),
    client_version: textOf(client.info?.version),
    revision: call.revision,
    transport: record.transport,
    duration_ms: durationMs,
    status,
    error_type: status === 'success' ? undefined : errorTypeOf(call, outcome),
    error_category: record.category,
    refused_by: record.refusedBy,
    cache: record.cache,
    attempts: record.attempts,
    characters_in: record.charactersIn,
    characters_out: charactersOut,
    tokens_in: tokensOf(record.charactersIn),
    tokens_out: record.tokensOut ?? tokensOf(charactersOut),
    reports: record.reports,
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
