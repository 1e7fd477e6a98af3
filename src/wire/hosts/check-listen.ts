import { checkMembers } from '../../check-members.ts'
import { wrong } from '../../check-value.ts'
import { DefinitionError } from '../../errors.ts'
import { checkLiteralPath, checkPathShape, checkPlaces, type Places } from '../http/check-places.ts'

interface Listen extends Places {
  readonly host?: unknown
  readonly port?: unknown
  readonly path?: unknown
}

/** Refuses a port, an address and a path that there cannot be. Program text without types may hand over anything. */
export function checkListen(
  options: unknown,
  members: readonly string[],
  notHere: Readonly<Record<string, string>>,
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new DefinitionError(`listen takes its options by name: ${describe(options)}.`)
  checkMembers('listen', options, members, notHere)
  checkPlaces('listen', options)
  const { host = '127.0.0.1', port = 7400, path = '/mcp' } = options as Listen
  if (typeof host !== 'string' || !/^[^\s/?#@]+$/.test(host))
    wrong('listen: host', host, "write an address of this machine, such as '127.0.0.1' or '0.0.0.0'")
  checkPathShape('listen', path)
  checkLiteralPath('listen', path as string)
  if (!Number.isInteger(port) || (port as number) < 0 || (port as number) > 65_535)
    throw new DefinitionError(`listen: ${typeof port === 'string' ? JSON.stringify(port) : String(port)} is no port.`)
}

function describe(given: unknown): string {
  return typeof given === 'number' ? `{ port: ${given} }` : '{ port, host, ... }'
}
