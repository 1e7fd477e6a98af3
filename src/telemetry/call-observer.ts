import type { Outcome, RunningCall } from '../call.ts'

/** Sees every call: before it runs, and when its answer is made. */
export interface CallObserver {
  begin(call: RunningCall): void
  /** `characters` is the length of the answer as it is sent. */
  end(call: RunningCall, outcome: Outcome, characters: number): void
}
