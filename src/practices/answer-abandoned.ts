import type { Outcome, RunningCall } from '../call.ts'
import { failureFrom } from '../refusal.ts'

/** The answer to a call that its client cancelled or left: for whoever still reads. Nobody refused it. */
export function answerAbandoned(call: RunningCall): Outcome {
  return failureFrom(call, 'CALL_CANCELLED')
}
