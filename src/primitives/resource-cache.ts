import { checkMembers } from '../check-members.ts'
import { countOrNone, oneOf } from '../check-value.ts'
import { DefinitionError } from '../errors.ts'
import type { PracticeSettings } from '../practices/settings.ts'
import type { CacheHint, ResourceCache } from './resource.ts'

export interface ReadCache {
  /** What clients are told. */
  readonly hint: CacheHint | undefined
  /** What the server keeps. */
  readonly kept: PracticeSettings['cache']
}

/** Tells the two things that `cache` says of a resource apart: a hint has `ttlMs` or `scope`, and everything else is for the server. */
export function readCache(
  owner: string,
  { cache, remember }: { readonly cache?: ResourceCache; readonly remember?: PracticeSettings['cache'] },
): ReadCache {
  if (cache === undefined) return { hint: undefined, kept: remember }
  if (isHint(cache)) {
    checkHint(`${owner}: cache`, cache)
    return { hint: cache, kept: remember }
  }
  if (remember !== undefined)
    throw new DefinitionError(
      `${owner}: cache and remember both say how long the server keeps it. Say it once; what clients are told is cache: { ttlMs: 60_000, scope: 'private' }.`,
    )
  return { hint: undefined, kept: cache }
}

function isHint(cache: ResourceCache): cache is CacheHint {
  return typeof cache === 'object' && cache !== null && ('ttlMs' in cache || 'scope' in cache)
}

function checkHint(owner: string, hint: CacheHint): void {
  const server = 'a hint tells clients alone; say beside it, as remember: { ... }, what the server keeps'
  checkMembers(owner, hint, ['ttlMs', 'scope'], { for: server, by: server, tags: server, mode: server })
  countOrNone(hint.ttlMs, `${owner}.ttlMs`)
  oneOf('public', 'private')(hint.scope, `${owner}.scope`)
}
