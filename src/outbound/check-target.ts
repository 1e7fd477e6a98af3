import { ToolError } from '../errors.ts'
import { isPublicAddress } from './public-address.ts'
import { refusedAddress } from './refused.ts'

/** Whether the operator allows this host, by name or by name and port, whatever its address. */
export function isAllowed(
  { hostname, host }: { readonly hostname: string; readonly host: string },
  allow: readonly string[],
): boolean {
  return allow.some(allowed => allowed.toLowerCase() === host || allowed.toLowerCase() === hostname)
}

/** Refuses what is no address of the web, and addresses written as numbers that are not public. Names are judged when they are resolved. */
export function checkTarget(url: URL, allow: readonly string[]): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new ToolError(`Only http and https addresses may be fetched, not ${url.protocol}`, {
      code: 'OUTBOUND_REFUSED',
    })
  if (url.username !== '' || url.password !== '')
    throw new ToolError('An address to be fetched may not hold a user name or password.', { code: 'OUTBOUND_REFUSED' })
  const { hostname } = url
  if (isAllowed(url, allow)) return
  const isNumber = /^[\d.]+$/.test(hostname) || hostname.startsWith('[')
  const isLocal = /(?:^|\.)localhost\.?$/.test(hostname)
  if (isLocal || (isNumber && !isPublicAddress(hostname))) throw refusedAddress(hostname)
}
