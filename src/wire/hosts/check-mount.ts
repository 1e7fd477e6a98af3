import { checkMembers } from '../../check-members.ts'
import { DefinitionError } from '../../errors.ts'
import { isLoopback } from '../../loopback.ts'
import { checkIssuers, checkPathShape, checkPlaces } from '../http/check-places.ts'
import type { MountOptions } from './mount.ts'

const members: readonly (keyof MountOptions<never>)[] = [
  'principal',
  'path',
  'publicUrl',
  'allowedHosts',
  'allowedOrigins',
  'authorizationServers',
]

/** Refuses a mount that could not be reached, or that others could reach without signing in. */
export function checkMount(owner: string, options: MountOptions<never>): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new DefinitionError(`${owner} takes its options by name: ${describe(options)}.`)
  if (typeof Request === 'function' && (options as unknown) instanceof Request)
    throw new DefinitionError(
      `${owner}: it was called with a request. Call it once, and hand the requests to what it returns.`,
    )
  checkMembers(owner, options, members)
  const { principal, path, publicUrl, allowedHosts = [], authorizationServers } = options
  if (principal !== undefined && typeof principal !== 'function')
    throw new DefinitionError(`${owner}: principal is a function of the request: request => ({ id: request.user.id }).`)
  if (path !== undefined) checkPathShape(owner, path)
  checkPlaces(owner, options)
  if (authorizationServers !== undefined) checkIssuers(owner, authorizationServers)
  if (authorizationServers && (!principal || publicUrl === undefined))
    throw new DefinitionError(`${owner}: authorizationServers needs principal and publicUrl.`)
  const named = publicUrl === undefined ? allowedHosts : [new URL(publicUrl).hostname, ...allowedHosts]
  const foreign = named.find(host => !isLoopback(host))
  if (!principal && foreign !== undefined)
    throw new DefinitionError(
      `${owner}: it is to be reached as ${foreign}, and nobody has to sign in. Say who calls: principal: request => ({ id: ... }), or undefined for nobody.`,
    )
}

function describe(given: unknown): string {
  if (typeof given === 'function') return '{ principal: request => ({ id: ... }) }'
  return typeof given === 'string' ? `{ path: ${JSON.stringify(given)} }` : '{ principal, path, ... }'
}
