import { type RpcFailure, rpcFailure } from '../../errors.ts'

/** Which `Host` and `Origin` headers may reach the server: the guard against DNS rebinding (2025-11-25, "Security Warning"). */
export interface OriginPolicy {
  /** Host names without port, lower case. */
  readonly hosts: ReadonlySet<string>
  /** Origins such as `https://app.example`, beside those of the hosts themselves. */
  readonly origins: ReadonlySet<string>
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
  }
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

export function checkHost(policy: OriginPolicy, host: string | undefined): RpcFailure | undefined {
  return host !== undefined && policy.hosts.has(withoutPort(host)) ? undefined : rpcFailure('HOST_FORBIDDEN')
}

/** A request without `Origin` does not come from a page of another site. */
export function checkOrigin(policy: OriginPolicy, origin: string | undefined): RpcFailure | undefined {
  if (origin === undefined || policy.origins.has(origin.toLowerCase())) return undefined
  const parts = /^https?:\/\/([^/]+)$/i.exec(origin)
  return parts && policy.hosts.has(withoutPort(parts[1] as string)) ? undefined : rpcFailure('ORIGIN_FORBIDDEN')
}

const port = /^\d{0,5}$/

function withoutPort(host: string): string {
  const colon = host.lastIndexOf(':')
  if (colon <= host.lastIndexOf(']')) return host.toLowerCase()
  // What follows the last colon is a port or the whole is no host (RFC 3986, section 3.2).
  return port.test(host.slice(colon + 1)) ? host.slice(0, colon).toLowerCase() : host
}
