import type { Entry } from '../contained.ts'
import type { Glob } from './glob.ts'
import { matchPaths } from './match-paths.ts'
import type { Chosen } from './tree-walk.ts'

/** Takes the entries that `include` matches, goes into every directory, and leaves out what `exclude` matches. */
export function chooseByGlob(
  include: Glob,
  exclude: Glob,
  signal: AbortSignal,
  only?: Entry['kind'],
): (prefix: string, entries: readonly Entry[]) => Promise<readonly Chosen[]> {
  return async (prefix, entries) => {
    const excluded = await matchPaths(exclude, prefix, entries, signal)
    const left = entries.filter((_, at) => !excluded.has(at))
    const included = await matchPaths(include, prefix, left, signal)
    return left.flatMap(({ name, kind }, at) => {
      const take = (only === undefined || kind === only) && included.has(at)
      const enter = kind === 'directory'
      return take || enter ? [{ name, kind, take, enter }] : []
    })
  }
}
