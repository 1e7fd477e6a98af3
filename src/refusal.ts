import type { Call, Outcome, RunningCall } from './call.ts'
import { type ApplicationErrorCode, type ErrorCategory, errorTable, RpcError, ToolError } from './errors.ts'
import type { JsonObject } from './json.ts'
import { maskSecrets, maskTexts } from './secret-shapes.ts'

/** What an agent is told of an error: a sentence for itself, and the facts for programs. */
export interface ToldError {
  readonly message: string
  readonly code: string
  readonly category: ErrorCategory
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
  readonly retryAfterMs?: number | undefined
  readonly correlationId: string
  readonly data?: JsonObject | undefined
}

/**
 * An application error: a tool result with `isError`, with its facts under `_meta["lintel/error"]`. It may repeat what the
 * client sent, so what looks like a secret is masked.
 */
export function tellError({ message, ...facts }: ToldError): Outcome {
  const told = facts.data === undefined ? facts : { ...facts, data: maskTexts(facts.data) }
  return {
    kind: 'result',
    result: { content: [{ type: 'text', text: maskSecrets(message) }], isError: true, _meta: { 'lintel/error': told } },
  }
}

export interface RefusalDetails {
  /** Put in place of the table's message; must be as safe as that one. Ends without a full stop. */
  readonly message?: string
  readonly retryAfterMs?: number
  readonly data?: JsonObject
  /** The handler may have done what a second call would do again: `mayHaveActed`. */
  readonly hasActed?: boolean
}

/** Whether a call that failed may have changed something all the same: its handler ran, and is not safe to run twice. */
export function mayHaveActed(
  { record }: RunningCall,
  { readOnly, idempotent }: { readonly readOnly: boolean; readonly idempotent: boolean },
): boolean {
  return record.attempts > 0 && !readOnly && !idempotent
}

/** What such a call's agent is told in place of trying again. */
export const lookFirst = {
  retryable: false,
  next: 'It may have been done all the same, in part or as a whole: look before you call it again.',
} as const

/**
 * A practice refuses a call: an application error where a tool was called, a JSON-RPC error with the same facts for
 * every other method. The record says who refused, and why.
 */
export function refuseCall(
  call: RunningCall,
  practice: string,
  code: ApplicationErrorCode,
  details: RefusalDetails = {},
): Outcome {
  call.record.refusedBy = practice
  return failureFrom(call, code, details)
}

/** The same where nobody refused: the call came to this end by itself. */
export function failureFrom(call: RunningCall, code: ApplicationErrorCode, details: RefusalDetails = {}): Outcome {
  const { record, correlationId } = call
  const { category, rpc, ...row } = errorTable[code]
  const { retryable, next } = details.hasActed ? lookFirst : row
  record.errorCode = code
  record.category = category
  const { retryAfterMs, data } = details
  // Whoever is to hand the id on has to read it.
  const named = next.includes('correlation id') ? `${next} Correlation id: ${correlationId}` : next
  const message = `${details.message ?? row.message}. ${inTime(named, retryAfterMs)}`
  const told = { message, code, category, retryable, retryAfterMs, correlationId, data }
  return isToolCall(call) ? tellError(told) : tellFailure(code, rpc, told)
}

/** The same as a JSON-RPC error, whose data are the facts. */
function tellFailure(row: ApplicationErrorCode, rpc: number, told: ToldError): Outcome {
  const { message, retryAfterMs, data, ...facts } = told
  const all = { ...facts, ...(retryAfterMs !== undefined && { retryAfterMs }), ...data }
  return { kind: 'failure', failure: { code: row, rpc, http: 200, message, data: all } }
}

/** Whose fault an error is, for the record. What a handler says after its call was given up is no news of the call. */
export function noteError({ record, aborted }: RunningCall, code: string, category: ErrorCategory): void {
  if (aborted) return
  record.errorCode = code
  record.category = category
}

/** Where the operator is told what callers are not. */
export interface ErrorLog {
  debug(event: string, fields: Readonly<Record<string, unknown>>): void
  warn(event: string, fields: Readonly<Record<string, unknown>>): void
}

/** JSON-RPC errors of what a resource, a prompt or a completion says is wrong, by whose fault it is. */
const rowOf = {
  CLIENT_ERROR: 'ARGUMENTS_INVALID',
  SERVER_ERROR: 'SERVER_ERROR',
  EXTERNAL_ERROR: 'DOWNSTREAM_UNAVAILABLE',
} as const satisfies Record<ErrorCategory, ApplicationErrorCode>

/**
 * What was thrown in a method without error results, as its JSON-RPC error: a ToolError with the same facts that a tool's
 * caller reads. Throws anything else on: it is masked further out.
 */
export function failRead(call: RunningCall, error: unknown, logger: ErrorLog): Outcome {
  if (error instanceof RpcError) return { kind: 'failure', failure: error.failure }
  if (!(error instanceof ToolError)) throw error
  const { category, code, retryable, retryAfterMs, data, detail, cause } = error
  const { correlationId, method } = call
  const facts = { method, correlationId, code, detail, cause }
  if (category === 'CLIENT_ERROR') logger.debug('method.refused', facts)
  else logger.warn('method.refused', facts)
  noteError(call, code, category)
  const row = rowOf[category]
  const message = tellMessage(error)
  return tellFailure(row, errorTable[row].rpc, {
    message,
    code,
    category,
    retryable,
    retryAfterMs,
    correlationId,
    data,
  })
}

/** What is wrong, and what to do next, as sentences. */
export function tellMessage({ message, next }: ToolError): string {
  if (next === undefined) return message
  return `${/[.!?:]$/.test(message) ? message : `${message}.`} ${next}`
}

function isToolCall({ method }: Call): boolean {
  return method === 'tools/call'
}

/** An agent cannot be trusted to do sums: the delay stands in the sentence too. */
function inTime(next: string, retryAfterMs: number | undefined): string {
  return retryAfterMs === undefined ? next : `${next} Retry after ${Math.max(1, Math.ceil(retryAfterMs / 1000))} s.`
}
