import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector, fetch } from 'undici'
import { isAllowed } from './check-target.ts'
import type { OutboundLimits } from './outbound.ts'
import { isPublicAddress } from './public-address.ts'
import { refusedAddress } from './refused.ts'

/**
 * `fetch` over connections that are checked as they are made: a name is resolved once, every address that it has must be
 * public, and one of those is connected to. What a name says later, or to somebody else (DNS rebinding), does not count;
 * redirects make connections of their own and pass the same check.
 */
export function makeNodeFetch({ allow, connections }: OutboundLimits) {
  const connectChecked = buildConnector({ lookup: lookupPublic } as buildConnector.BuildOptions)
  const connectAllowed = buildConnector({})
  const agent = new Agent({
    connections,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (options, callback) => {
      const { hostname, port, protocol } = options
      const usual = port === '' || port === (protocol === 'https:' ? '443' : '80')
      const bare = hostname.replace(/^\[(.*)\]$/, '$1')
      if (isAllowed({ hostname, host: usual ? hostname : `${hostname}:${port}` }, allow))
        return connectAllowed(options, callback)
      if (isIP(bare) !== 0 && !isPublicAddress(bare)) return callback(refusedAddress(hostname), null)
      return connectChecked(options, callback)
    },
  })
  return {
    fetch: (url: URL, init: RequestInit): Promise<Response> =>
      fetch(url, { ...(init as object), dispatcher: agent }) as unknown as Promise<Response>,
    close: () => agent.destroy(),
  }
}

const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0)
    const [first] = addresses
    if (!first || !addresses.every(({ address }) => isPublicAddress(address)))
      return callback(refusedAddress(hostname), '', 0)
    if (options.all) return (callback as unknown as (error: null, found: typeof addresses) => void)(null, addresses)
    return callback(null, first.address, first.family)
  })
}
