import type { Call, Outcome } from '../call.ts'
import { InputRequired } from '../call.ts'
import { RpcError, type RpcFailure, rpcFailure } from '../errors.ts'
import { isPromise, type MaybePromise } from '../maybe-promise.ts'
import type { Logger } from '../telemetry/logger.ts'

/**
 * Runs a method and hands its outcome on, now or later. Whatever is thrown becomes an outcome here, also by `done`: a
 * result that cannot be written as JSON (a BigInt, a circle) is told like any other failure.
 */
export function settle(
  call: Call,
  logger: Logger,
  run: () => MaybePromise<Outcome>,
  done: (outcome: Outcome) => void,
): void {
  const fail = (error: unknown) => done(outcomeOf(error, call, logger))
  try {
    const outcome = run()
    if (isPromise(outcome)) outcome.then(done).catch(fail)
    else done(outcome)
  } catch (error) {
    fail(error)
  }
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
