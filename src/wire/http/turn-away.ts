import type { RpcFailure } from '../../errors.ts'
import { checkHost, checkOrigin, type OriginPolicy } from './check-origin.ts'
import { corsHeaders } from './cors.ts'
import type { Exchange } from './exchange.ts'
import { refuse } from './refuse.ts'

/**
 * Refuses a request that the application could not read, before anybody asked who sent it: what of the application
 * looks at that may have been passed over.
 */
export function turnAway(exchange: Exchange, policy: OriginPolicy, failure: RpcFailure): void {
  const origin = exchange.header('origin')
  const foreign = checkHost(policy, exchange.header('host'), exchange.authority) ?? checkOrigin(policy, origin)
  if (foreign) refuse(exchange, foreign)
  else refuse(exchange, failure, corsHeaders(origin))
}
