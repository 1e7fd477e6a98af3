import { type RpcFailure, rpcFailure } from '../../errors.ts'

/** Which `Host` and `Origin` headers may reach the server: the guard against DNS rebinding (2025-11-25, "Security Warning"). */
export interface OriginPolicy {
  /** Host names without port, lower case. */
  readonly hosts: ReadonlySet<string>
  /** Origins such as `https://app.example`, beside those of the hosts themselves. */
  readonly origins: ReadonlySet<string>
  /** Those of the hosts that clients reach by https: a page that came in the clear may be anybody's. */
  readonly secure: ReadonlySet<string>
}

const loopback = ['localhost', '127.0.0.1', '[::1]']

export function makeOriginPolicy(settings: {
  readonly host: string
  readonly publicUrl?: string | undefined
  readonly allowedHosts?: readonly string[] | undefined
  readonly allowedOrigins?: readonly string[] | undefined
}): OriginPolicy {
  const { host, publicUrl, allowedHosts = [], allowedOrigins = [] } = settings
  const hosts = [
    ...loopback,
    ...[host, ...allowedHosts].map(inBrackets),
    ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname]),
  ]
  return {
    hosts: new Set(hosts.map(name => name.toLowerCase())),
    origins: new Set(allowedOrigins.map(asBrowsersSend)),
    secure: new Set(secureHost(publicUrl)),
  }
}

function secureHost(publicUrl: string | undefined): readonly string[] {
  if (publicUrl === undefined) return []
  const { protocol, hostname } = new URL(publicUrl)
  return protocol === 'https:' && !loopback.includes(hostname) ? [hostname] : []
}

/** A host header names an IPv6 address in brackets (RFC 3986, section 3.2.2). */
function inBrackets(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

/** Without a slash at the end and the port that its scheme has anyway (RFC 6454, section 6.2). */
function asBrowsersSend(origin: string): string {
  const written = origin.toLowerCase().replace(/\/$/, '')
  return /^https?:/.test(written) && URL.canParse(written) ? new URL(written).origin : written
}

/** `authority` is the host of the target, where a client named another there. */
export function checkHost(
  policy: OriginPolicy,
  host: string | undefined,
  authority: string | undefined,
): RpcFailure | undefined {
  const isKnown = (name: string) => policy.hosts.has(withoutPort(name))
  if (host === undefined || !isKnown(host)) return rpcFailure('HOST_FORBIDDEN')
  return authority === undefined || isKnown(authority) ? undefined : rpcFailure('HOST_FORBIDDEN')
}

/** A request without `Origin` does not come from a page of another site. */
export function checkOrigin(policy: OriginPolicy, origin: string | undefined): RpcFailure | undefined {
  if (origin === undefined || policy.origins.has(origin.toLowerCase())) return undefined
  const [, scheme, host] = /^(https?):\/\/([^/]+)$/i.exec(origin) ?? []
  if (scheme === undefined || host === undefined) return rpcFailure('ORIGIN_FORBIDDEN')
  const name = withoutPort(host)
  const isKnown = policy.hosts.has(name) && (scheme.toLowerCase() === 'https' || !policy.secure.has(name))
  return isKnown ? undefined : rpcFailure('ORIGIN_FORBIDDEN')
}

const port = /^\d{0,5}$/

function withoutPort(host: string): string {
  const colon = host.lastIndexOf(':')
  if (colon <= host.lastIndexOf(']')) return host.toLowerCase()
  // What follows the last colon is a port or the whole is no host (RFC 3986, section 3.2).
  return port.test(host.slice(colon + 1)) ? host.slice(0, colon).toLowerCase() : host
}
