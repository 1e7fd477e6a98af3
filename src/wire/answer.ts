import type { Call, Outcome, RunningCall } from '../call.ts'
import { InputRequired } from '../call.ts'
import { RpcError, type RpcFailure, rpcFailure } from '../errors.ts'
import { isPromise, type MaybePromise } from '../maybe-promise.ts'
import type { CallObserver } from '../telemetry/call-observer.ts'
import type { Logger } from '../telemetry/logger.ts'

/**
 * Runs a method and hands its outcome on, now or later; `done` returns the text of the answer. Whatever is thrown
 * becomes an outcome here, also by `done`: a result that cannot be written as JSON (a BigInt, a circle) is told like any
 * other failure.
 */
export function settle(
  call: RunningCall,
  { logger, observer }: SettleParts,
  run: () => MaybePromise<Outcome>,
  done: (outcome: Outcome) => string,
): void {
  observer?.begin(call)
  const finish = (outcome: Outcome) => {
    const answer = done(outcome)
    observer?.end(call, outcome, answer)
  }
  const fail = (error: unknown) => finish(outcomeOf(error, call, logger))
  try {
    const outcome = run()
    if (isPromise(outcome)) {
      // Nobody else may have asked to be told; the record has to say how the call ended.
      if (observer) call.onAbort(() => {})
      outcome.then(finish).catch(fail)
    } else finish(outcome)
  } catch (error) {
    fail(error)
  }
}

export interface SettleParts {
  readonly logger: Logger
  readonly observer: CallObserver | undefined
}

function outcomeOf(error: unknown, call: Call, logger: Logger): Outcome {
  if (error instanceof InputRequired) return { kind: 'input_required' }
  return { kind: 'failure', failure: failureOf(error, call, logger) }
}

/** Anything but an RpcError is masked; the log gets the rest under the same correlation id. */
function failureOf(error: unknown, call: Call, logger: Logger): RpcFailure {
  if (error instanceof RpcError) return error.failure
  logger.error('method.failed', { method: call.method, correlationId: call.correlationId, error })
  return rpcFailure('INTERNAL_ERROR', { http: 200, data: { correlationId: call.correlationId } })
}
