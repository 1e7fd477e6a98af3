import { ToolError } from '../errors.ts'
import { isPublicAddress } from './public-address.ts'
import { AddressRefused } from './refused.ts'

/** Whether the operator allows this host, by name or by name and port, whatever its address. */
export function isAllowed(
  { hostname, port, protocol }: { readonly hostname: string; readonly port: string; readonly protocol: string },
  allow: readonly string[],
): boolean {
  if (allow.length === 0) return false
  const at = port === '' ? (protocol === 'https:' ? '443' : '80') : port
  const name = hostname.toLowerCase()
  return allow.some(entry => {
    const allowed = entry.toLowerCase()
    return allowed === name || allowed === `${name}:${at}`
  })
}

/** Refuses what is no address of the web, and addresses written as numbers that are not public. Names are judged when they are resolved. */
export function checkTarget(url: URL, allow: readonly string[]): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new ToolError(`Only http and https addresses may be fetched, not ${url.protocol}`, {
      code: 'OUTBOUND_REFUSED',
      next: 'Use an http or https address.',
    })
  if (url.username !== '' || url.password !== '')
    throw new ToolError('An address to be fetched may not hold a user name or password.', {
      code: 'OUTBOUND_REFUSED',
      next: 'Leave them out of the address.',
    })
  const { hostname } = url
  if (isAllowed(url, allow)) return
  // The URL parser has made dotted decimals of every way to write an IPv4 address.
  const isNumber = /^[\d.]+$/.test(hostname) || hostname.startsWith('[')
  const isLocal = /(?:^|\.)localhost\.?$/.test(hostname)
  if (isLocal || (isNumber && !isPublicAddress(hostname))) throw new AddressRefused(hostname)
}
