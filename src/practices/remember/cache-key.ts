import type { RunningCall } from '../../call.ts'
import { readsOf } from '../budget/readers.ts'
import { canonical } from '../canonical.ts'
import { claimsKey } from './claims-key.ts'

/** Longer keys are not worth their place: such calls are answered anew. */
const maxKey = 8192

/** Who shares a result. */
export type Sharing = 'everyone' | 'principal' | 'session' | 'request'

/**
 * What makes two calls the same: who asks, with what scopes and claims and what kind of client, and what for, whatever the order of members. Undefined where the call is to
 * be answered anew: too much to compare, claims that cannot be compared, or no session to keep it for.
 */
export function cacheKey(prefix: string, by: Sharing, call: RunningCall): string | undefined {
  const asker = by === 'everyone' ? '' : by === 'principal' ? call.principal.id : call.sessionId
  if (asker === undefined) return undefined
  const { arguments: args, uri } = call.params
  const scopes = by === 'everyone' ? '' : call.principal.scopes.join(' ')
  const claims = by === 'everyone' ? '' : claimsKey(call.principal.claims)
  if (claims === undefined) return undefined
  const key = JSON.stringify([
    prefix,
    asker,
    scopes,
    claims,
    call.revision,
    readsOf(call),
    uri,
    args === undefined ? null : canonical(args),
  ])
  return key.length > maxKey ? undefined : key
}
