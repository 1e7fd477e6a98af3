import type { RunningCall } from '../call.ts'
import { isPromise } from '../maybe-promise.ts'
import type { Handler } from '../practices/practice.ts'
import { type ErrorLog, failRead } from '../refusal.ts'

/** What a handler of a resource or a prompt throws to tell its caller something becomes an answer where it is thrown, so that the practices see it. */
export function catchReadFailures(run: Handler, logger: ErrorLog): Handler {
  return function read(args, call: RunningCall) {
    try {
      const outcome = run(args, call)
      return isPromise(outcome) ? outcome.catch(error => failRead(call, error, logger)) : outcome
    } catch (error) {
      return failRead(call, error, logger)
    }
  }
}
