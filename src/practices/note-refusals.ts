import type { RunningCall } from '../call.ts'
import { ToolError } from '../errors.ts'
import { isPromise } from '../maybe-promise.ts'
import type { Handler } from './practice.ts'

/** What an author's own practice throws before the handler ran is a refusal, and counts as one of the practice. */
export function noteRefusals(practice: string, handle: Handler): Handler {
  const note = ({ record }: RunningCall, error: unknown): never => {
    if (error instanceof ToolError && record.attempts === 0) record.refusedBy ??= practice
    throw error
  }
  return function noteRefusal(args, call) {
    try {
      const outcome = handle(args, call)
      return isPromise(outcome) ? outcome.catch(error => note(call, error)) : outcome
    } catch (error) {
      return note(call, error)
    }
  }
}
