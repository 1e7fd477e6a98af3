import { rpcFailure } from '../../errors.ts'
import type { Exchange } from './exchange.ts'
import { pathOf } from './paths.ts'
import { refuse } from './refuse.ts'

/** Tells clients that are refused where to sign in (RFC 9728, OAuth 2.0 Protected Resource Metadata). */
export interface ResourceMetadata {
  /** Value of `WWW-Authenticate` on a 401; names the document (RFC 9728, section 5.1). */
  readonly challenge: string
  isAt(base: string, path: string): boolean
  answer(exchange: Exchange, headers: readonly string[]): void
}

export const wellKnown = '/.well-known/oauth-protected-resource'

/**
 * The document stands below the mount, where the challenge points to, and answers at the root as well where the host
 * routes that here: with the resource's path after the well-known one (RFC 9728, section 3.1), or without. Where no
 * `path` is said, the host routes nothing here that is another's.
 */
export function makeResourceMetadata(
  resource: URL,
  authorizationServers: readonly string[],
  path: string | undefined,
): ResourceMetadata {
  const places = new Set([...placesOf(pathOf(resource.pathname)), ...(path === undefined ? [] : placesOf(path))])
  const document = JSON.stringify({
    resource: resource.href,
    authorization_servers: authorizationServers,
    bearer_methods_supported: ['header'],
  })
  const [below] = placesOf(pathOf(resource.pathname))
  return {
    challenge: `Bearer resource_metadata="${resource.origin}${below}"`,
    isAt(base, at) {
      const whole = base + at
      if (path === undefined) return whole.includes(wellKnown)
      return at === wellKnown || places.has(at) || places.has(pathOf(whole))
    },
    answer(exchange, headers) {
      if (exchange.method === 'GET' || exchange.method === 'HEAD') exchange.answer(200, headers, document)
      else refuse(exchange, rpcFailure('METHOD_NOT_ALLOWED'), ['Allow', 'GET, HEAD, OPTIONS', ...headers])
    },
  }
}

/** Below an endpoint, and at the root with the endpoint's path after it. */
function placesOf(path: string): readonly string[] {
  const bare = path === '/' ? '' : path
  return [`${bare}${wellKnown}`, `${wellKnown}${bare}`]
}
