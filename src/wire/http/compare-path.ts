import { isPromise } from '../../maybe-promise.ts'
import type { Logger } from '../../telemetry/logger.ts'
import { isSsePath } from '../sse/sse-endpoint.ts'
import type { Admission, Admit } from './admission.ts'
import type { Exchange } from './exchange.ts'
import { pathOf } from './paths.ts'
import { showSent } from './show-sent.ts'

/**
 * Tells the operator where requests do not arrive at the path that clients are told of: with the first request that is
 * admitted, and, since a 401 sends clients to a document below that path, with the first that is not. A proxy in front may
 * rewrite paths, so that it is no reason to refuse.
 */
export function comparePath<X extends Exchange>(admit: Admit<X>, publicUrl: URL, logger: Logger): Admit<X> {
  const expected = pathOf(publicUrl.pathname)
  let isKnown = false
  let isTold = false
  const compare = (exchange: X, admission: Admission): Admission => {
    if (isKnown) return admission
    const below = pathOf(exchange.target)
    if (isSsePath(below)) return admission
    const isDenied = 'denied' in admission
    isKnown = !isDenied
    // Whoever probes below a mount that stands where it should says nothing of the mount.
    if (isDenied && (isTold || pathOf(exchange.base) === expected)) return admission
    const arrived = pathOf(exchange.base + below)
    if (arrived === expected) return admission
    isTold = true
    logger.warn('mount.path_differs', { publicUrl: publicUrl.href, arrived: showSent(arrived), advice })
    return admission
  }
  return exchange => {
    const admission = admit(exchange)
    return isPromise(admission) ? admission.then(admitted => compare(exchange, admitted)) : compare(exchange, admission)
  }
}

const advice =
  'Unless a proxy in front rewrites the path, clients do not find this server: mount it at the path of publicUrl, or name the path that it has in publicUrl.'
