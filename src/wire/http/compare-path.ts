import { isPromise } from '../../maybe-promise.ts'
import type { Logger } from '../../telemetry/logger.ts'
import { isSsePath } from '../sse/sse-endpoint.ts'
import type { Admission, Admit } from './admission.ts'
import type { Exchange } from './exchange.ts'
import { pathOf } from './paths.ts'

/**
 * Tells the operator, with the first request that is admitted, where it did not arrive at the path that clients are told
 * of. A proxy in front may rewrite paths, so that it is no reason to refuse.
 */
export function comparePath<X extends Exchange>(admit: Admit<X>, publicUrl: URL, logger: Logger): Admit<X> {
  const expected = pathOf(publicUrl.pathname)
  let compared = false
  const compare = (exchange: X, admission: Admission): Admission => {
    const below = pathOf(exchange.target)
    if (compared || 'denied' in admission || isSsePath(below)) return admission
    compared = true
    const arrived = pathOf(exchange.base + below)
    if (arrived !== expected) logger.warn('mount.path_differs', { publicUrl: publicUrl.href, arrived, advice })
    return admission
  }
  return exchange => {
    const admission = admit(exchange)
    return isPromise(admission) ? admission.then(admitted => compare(exchange, admitted)) : compare(exchange, admission)
  }
}

const advice =
  'Unless a proxy in front rewrites the path, clients do not find this server: mount it at the path of publicUrl, or name the path that it has in publicUrl.'
