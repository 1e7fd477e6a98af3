import type { Outcome, RunningCall } from '../call.ts'
import { isPromise } from '../maybe-promise.ts'
import type { Handler } from './practice.ts'

/** The same handler, with what it throws, now or later, told by `tell` where it is thrown, so that the practices see it. */
export function catchFailures(handle: Handler, tell: (call: RunningCall, error: unknown) => Outcome): Handler {
  return function catching(args, call) {
    try {
      const outcome = handle(args, call)
      return isPromise(outcome) ? outcome.catch(error => tell(call, error)) : outcome
    } catch (error) {
      return tell(call, error)
    }
  }
}
