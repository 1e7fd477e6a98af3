import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector, fetch, Pool } from 'undici'
import { isAllowed } from './check-target.ts'
import type { OutboundLimits } from './outbound.ts'
import { isPublicAddress } from './public-address.ts'
import { AddressRefused } from './refused.ts'

/** Origins for which connections are kept. To any further one a connection is made for each exchange, and closed after it. */
export const maxKeptOrigins = 100

/** What a name leads to: `dns.lookup`, or what a test puts in its place. */
export type Resolve = typeof lookup

/**
 * `fetch` over connections that are checked as they are made: a name is resolved once, every address that it has must be
 * public, and one of those is connected to. What a name says later, or to somebody else (DNS rebinding), does not count;
 * redirects make connections of their own and pass the same check.
 */
export function makeNodeFetch({ allow, connections }: OutboundLimits, resolve: Resolve = lookup) {
  const connectChecked = buildConnector({ lookup: lookupPublic(resolve) } as buildConnector.BuildOptions)
  const connectAllowed = buildConnector({ lookup: resolve } as buildConnector.BuildOptions)
  const agent: Agent = new Agent({
    connections,
    pipelining: 1,
    factory: (origin, options: Pool.Options) => {
      const isKept = Object.keys(agent.stats).length < maxKeptOrigins
      return new Pool(origin, isKept ? options : { ...options, pipelining: 0 })
    },
    // The time of the whole exchange is bounded by its signal.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (options, callback) => {
      const { hostname } = options
      if (isAllowed(options, allow)) return connectAllowed(options, callback)
      const bare = hostname.replace(/^\[(.*)\]$/, '$1')
      if (isIP(bare) !== 0 && !isPublicAddress(bare)) return callback(new AddressRefused(hostname), null)
      return connectChecked(options, callback)
    },
  })
  return {
    fetch: (url: URL, init: RequestInit): Promise<Response> =>
      fetch(url, { ...(ownForm(init) as object), dispatcher: agent }) as unknown as Promise<Response>,
    close: () => agent.destroy(),
  }
}

function lookupPublic(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0)
      const [first] = addresses
      if (!first || !addresses.every(({ address }) => isPublicAddress(address)))
        return callback(new AddressRefused(hostname), '', 0)
      if (options.all) return (callback as unknown as (error: null, found: typeof addresses) => void)(null, addresses)
      return callback(null, first.address, first.family)
    })
  }
}

/** A form of the runtime's own class, which undici does not know, as the body that it makes. */
function ownForm(init: RequestInit): RequestInit {
  if (!(init.body instanceof FormData)) return init
  const packed = new Response(init.body)
  const headers = new Headers(init.headers)
  const type = packed.headers.get('content-type')
  if (type !== null && !headers.has('content-type')) headers.set('content-type', type)
  return { ...init, headers, body: packed.body, duplex: 'half' } as RequestInit
}
