import { checkMembers } from './check-members.ts'
import { anObject } from './check-value.ts'
import { DefinitionError } from './errors.ts'

/** Names of the limits that there are. */
export interface KnownLimits {
  readonly http: readonly string[]
  readonly sessions: readonly string[]
}

/** Refuses limits that are none: a misspelt bound would otherwise bound nothing. */
export function checkLimits(limits: unknown, known: KnownLimits): void {
  if (limits === undefined) return
  anObject(limits, 'createServer: limits', 'body: 1_000_000')
  const { sessions: ofSessions = {}, ...others } = limits as { readonly sessions?: unknown }
  checkBounds('limits', others, [...known.http, 'sessions'])
  anObject(ofSessions, 'createServer: limits.sessions', 'max: 100')
  checkBounds('limits.sessions', ofSessions as object, known.sessions)
}

function checkBounds(owner: string, given: object, known: readonly string[]): void {
  checkMembers(`createServer: ${owner}`, given, known)
  for (const [name, bound] of Object.entries(given)) {
    if (typeof bound === 'number' && Number.isFinite(bound) && bound > 0) continue
    const said = typeof bound === 'string' ? JSON.stringify(bound) : String(bound)
    throw new DefinitionError(`createServer: ${owner}.${name} must be a positive number, not ${said}.`)
  }
}
