import type { Outcome, RunningCall } from '../call.ts'

/** Sees every call: before it runs, and when its answer is made. Never throws. */
export interface CallObserver {
  begin(call: RunningCall): void
  /** `answer` is the text that is sent; empty where the call gets none. */
  end(call: RunningCall, outcome: Outcome, answer: string): void
}
