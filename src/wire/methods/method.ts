import type { Outcome, RunningCall } from '../../call.ts'
import type { MaybePromise } from '../../maybe-promise.ts'
import type { Service } from '../service.ts'

/** Answers one protocol method. Throws RpcError to refuse. */
export type Method = (call: RunningCall, service: Service) => MaybePromise<Outcome>
