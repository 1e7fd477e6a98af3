import type { Call, Outcome, RunningCall } from './call.ts'
import { type ApplicationErrorCode, type ErrorCategory, errorTable } from './errors.ts'
import type { JsonObject } from './json.ts'

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

/** An application error: a tool result with `isError`, with its facts under `_meta["lintel/error"]`. */
export function tellError({ message, ...facts }: ToldError): Outcome {
  return {
    kind: 'result',
    result: { content: [{ type: 'text', text: message }], isError: true, _meta: { 'lintel/error': facts } },
  }
}

export interface RefusalDetails {
  /** Put in place of the table's message; must be as safe as that one. Ends without a full stop. */
  readonly message?: string
  readonly retryAfterMs?: number
  readonly data?: JsonObject
}

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
  const { record, correlationId } = call
  const { category, retryable, next, rpc, ...row } = errorTable[code]
  record.refusedBy = practice
  record.errorCode = code
  record.category = category
  const { retryAfterMs, data } = details
  const message = `${details.message ?? row.message}. ${inTime(next, retryAfterMs)}`
  if (isToolCall(call)) return tellError({ message, code, category, retryable, retryAfterMs, correlationId, data })
  const facts = {
    code,
    category,
    retryable,
    correlationId,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...data,
  }
  return { kind: 'failure', failure: { code, rpc, http: 200, message, data: facts } }
}

function isToolCall({ method }: Call): boolean {
  return method === 'tools/call'
}

/** An agent cannot be trusted to do sums: the delay stands in the sentence too. */
function inTime(next: string, retryAfterMs: number | undefined): string {
  return retryAfterMs === undefined ? next : `${next} Retry after ${Math.max(1, Math.ceil(retryAfterMs / 1000))} s.`
}
