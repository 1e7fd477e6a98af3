import type { Outcome, RunningCall } from '../../call.ts'
import type { MaybePromise } from '../../maybe-promise.ts'
import type { ListDialect } from '../lists.ts'
import type { Service } from '../service.ts'

/** Answers one protocol method. Throws RpcError to refuse. */
export type Method = (call: RunningCall, service: Service, dialect: ListDialect) => MaybePromise<Outcome>
