import { checkMembers } from './check-members.ts'
import { DefinitionError } from './errors.ts'

interface Given {
  readonly name?: unknown
  readonly version?: unknown
  readonly limits?: { readonly sessions?: unknown }
}

const mounts = 'server.handler, server.fetchHandler'

const elsewhere: Readonly<Record<string, string>> = {
  principal: `say it to what serves: ${mounts}`,
  authorizationServers: `say it to what serves: ${mounts}`,
  publicUrl: `say it to what serves: ${mounts} or server.listen`,
  allowedHosts: `say it to what serves: ${mounts} or server.listen`,
  allowedOrigins: `say it to what serves: ${mounts} or server.listen`,
  path: `say it to what serves: ${mounts} or server.listen`,
  port: 'say it to server.listen',
  host: 'say it to server.listen',
  tools: 'define each with server.tool(name, { ... })',
  prompts: 'define each with server.prompt(name, { ... })',
  resources: 'define each with server.resource(uri, { ... })',
}

/** Names of the settings and limits that there are. */
export interface KnownSettings {
  readonly members: readonly string[]
  readonly limits: readonly string[]
  readonly sessions: readonly string[]
}

/** Refuses a server that has no name, and settings that would have no effect. */
export function checkServer(options: unknown, known: KnownSettings): void {
  const { name, version, limits } = (typeof options === 'object' && options !== null ? options : {}) as Given
  if (typeof name !== 'string' || name.trim() === '')
    throw new DefinitionError('A server needs a name: createServer({ name: "weather", version: "1.0.0" }).')
  if (typeof version !== 'string' || version.trim() === '')
    throw new DefinitionError(`server "${name}" needs a version, such as "1.0.0".`)
  checkMembers('createServer', options as object, known.members, elsewhere)
  if (limits === undefined) return
  const { sessions = {}, ...bounds } = readBounds('limits', limits)
  checkBounds('limits', bounds, known.limits)
  checkBounds('limits.sessions', readBounds('limits.sessions', sessions), known.sessions)
}

function readBounds(owner: string, given: unknown): Readonly<Record<string, unknown>> {
  if (typeof given === 'object' && given !== null) return given as Readonly<Record<string, unknown>>
  throw new DefinitionError(`createServer: ${owner} is an object of numbers, such as { ${examples[owner]} }.`)
}

const examples: Readonly<Record<string, string>> = { limits: 'body: 1_000_000', 'limits.sessions': 'max: 100' }

function checkBounds(owner: string, given: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  checkMembers(`createServer: ${owner}`, given, known)
  for (const [name, bound] of Object.entries(given)) {
    if (typeof bound === 'number' && Number.isFinite(bound) && bound > 0) continue
    const said = typeof bound === 'string' ? JSON.stringify(bound) : String(bound)
    throw new DefinitionError(`createServer: ${owner}.${name} must be a positive number, not ${said}.`)
  }
}
