import type { Entry } from '../contained.ts'
import { refusal } from '../refusals.ts'
import type { Glob } from './glob.ts'
import { withinMs } from './time-box.ts'
import type { Chosen } from './tree-walk.ts'

/** What one batch of names may take with a pattern that could go astray. */
const matchMs = 100

/** Takes the entries that `include` matches, goes into every directory, and leaves out what `exclude` matches. */
export function chooseByGlob(
  include: Glob,
  exclude: Glob,
  only?: Entry['kind'],
): (prefix: string, entries: readonly Entry[]) => readonly Chosen[] {
  const choose = (prefix: string, entries: readonly Entry[]) => {
    const chosen: Chosen[] = []
    for (const { name, kind } of entries) {
      const relative = prefix + name
      if (exclude.matches(relative)) continue
      const take = (only === undefined || kind === only) && include.matches(relative)
      const enter = kind === 'directory'
      if (take || enter) chosen.push({ name, kind, take, enter })
    }
    return chosen
  }
  if (!include.risky && !exclude.risky) return choose
  return (prefix, entries) => {
    const chosen = withinMs(matchMs, () => choose(prefix, entries))
    if (!chosen) throw refusal('PATTERN_INVALID', { because: 'it takes too long to match; use fewer stars' })
    return chosen.value
  }
}
