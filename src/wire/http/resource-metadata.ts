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

const wellKnown = '/.well-known/oauth-protected-resource'

/**
 * The document stands below the mount, where the challenge points to, and answers at the root as well where the host
 * routes that here: with the resource's path after the well-known one (RFC 9728, section 3.1), or without.
 */
export function makeResourceMetadata(resource: URL, authorizationServers: readonly string[]): ResourceMetadata {
  const path = pathOf(resource.pathname)
  const below = path === '/' ? wellKnown : `${path}${wellKnown}`
  const places = new Set([below, wellKnown, `${wellKnown}${path === '/' ? '' : path}`])
  const document = JSON.stringify({
    resource: resource.href,
    authorization_servers: authorizationServers,
    bearer_methods_supported: ['header'],
  })
  return {
    challenge: `Bearer resource_metadata="${resource.origin}${below}"`,
    isAt: (base, at) => at === wellKnown || places.has(pathOf(base + at)),
    answer(exchange, headers) {
      if (exchange.method === 'GET' || exchange.method === 'OPTIONS') exchange.answer(200, headers, document)
      else refuse(exchange, rpcFailure('METHOD_NOT_ALLOWED'), ['Allow', 'GET', ...headers])
    },
  }
}
