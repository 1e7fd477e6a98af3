import type { RunningCall } from '../call.ts'
import { ToolError } from '../errors.ts'
import { catchFailures } from './catch-failures.ts'
import type { Handler } from './practice.ts'

/** What an author's own practice throws before the handler ran is a refusal, and counts as one of the practice. */
export function noteRefusals(practice: string, handle: Handler): Handler {
  return catchFailures(handle, ({ record }: RunningCall, error: unknown): never => {
    if (error instanceof ToolError && record.attempts === 0) record.refusedBy ??= practice
    throw error
  })
}
