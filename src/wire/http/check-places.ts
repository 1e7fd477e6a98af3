import { DefinitionError } from '../../errors.ts'

export interface Places {
  readonly publicUrl?: unknown
  readonly allowedHosts?: unknown
  readonly allowedOrigins?: unknown
}

/** Refuses names that no request would ever match. Program text without types may hand over anything. */
export function checkPlaces(owner: string, { publicUrl, allowedHosts, allowedOrigins }: Places): void {
  if (publicUrl !== undefined) checkPublicUrl(owner, publicUrl)
  for (const host of readList(owner, 'allowedHosts', allowedHosts, 'app.example')) checkHostName(owner, host)
  for (const origin of readList(owner, 'allowedOrigins', allowedOrigins, 'https://app.example'))
    checkOriginName(owner, origin)
}

/** A path that a request can have. */
export function checkPathShape(owner: string, path: unknown): void {
  if (typeof path !== 'string' || !/^\/(?:[^?#]*[^?#/])?$/.test(path))
    throw new DefinitionError(`${owner}: path "${path}" must begin with a slash, end without one, and hold no query.`)
}

/** Paths are compared as they are: a pattern would match nothing but itself. */
export function checkLiteralPath(owner: string, path: string): void {
  if (/[*(){}]|\/:/.test(path))
    throw new DefinitionError(`${owner}: path "${path}" must be the path itself; there are no patterns.`)
}

export function checkIssuers(owner: string, issuers: unknown): void {
  const list = readList(owner, 'authorizationServers', issuers, 'https://idp.example')
  if (list.length === 0) throw new DefinitionError(`${owner}: authorizationServers names none. Leave it out instead.`)
  for (const issuer of list) {
    if (isWebAddress(issuer)) continue
    throw new DefinitionError(
      `${owner}: authorizationServers: ${quote(issuer)} is no http or https URL, such as "https://idp.example".`,
    )
  }
}

function checkPublicUrl(owner: string, publicUrl: unknown): void {
  if (!isWebAddress(publicUrl))
    throw new DefinitionError(`${owner}: publicUrl ${quote(publicUrl)} is no URL, such as https://app.example/mcp.`)
  const { search, hash } = new URL(publicUrl)
  if (search !== '' || hash !== '')
    throw new DefinitionError(`${owner}: publicUrl ${quote(publicUrl)} is an address without query and fragment.`)
}

function checkHostName(owner: string, host: unknown): void {
  if (typeof host === 'string' && /^(?:[a-z0-9_.-]+|\[?[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*\]?)$/i.test(host)) return
  const why = String(host).includes('*')
    ? 'has a pattern, and there are none. Name each host.'
    : 'is no host name. Leave out scheme, port and path: "app.example".'
  throw new DefinitionError(`${owner}: allowedHosts: ${quote(host)} ${why}`)
}

function checkOriginName(owner: string, origin: unknown): void {
  // What a browser sends for a page without an origin (RFC 6454, section 7.1) is the one word that is allowed.
  if (origin === 'null') return
  if (typeof origin === 'string' && /^[a-z][a-z0-9+.-]*:\/\/[^/?#@*\s]+\/?$/i.test(origin)) return
  const why = String(origin).includes('*')
    ? 'has a pattern, and there are none. Name each origin.'
    : 'is no origin. Write scheme, host and port alone: "https://app.example".'
  throw new DefinitionError(`${owner}: allowedOrigins: ${quote(origin)} ${why}`)
}

function readList(owner: string, member: string, list: unknown, example: string): readonly unknown[] {
  if (list === undefined) return []
  if (Array.isArray(list)) return list
  throw new DefinitionError(`${owner}: ${member} is a list: ["${example}"].`)
}

function isWebAddress(address: unknown): address is string {
  return typeof address === 'string' && URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
}

function quote(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
