import type { Clock } from '../../../clock.ts'
import type { Entry } from '../contained.ts'
import { refusal } from '../refusals.ts'
import type { Glob } from './glob.ts'
import { withinMs } from './time-box.ts'
import type { Chosen } from './tree-walk.ts'

/** What one batch of names, and all of one call, may take with a pattern that could go astray. */
const batchMs = 100
const callMs = 1_000

/** Takes the entries that `include` matches, goes into every directory, and leaves out what `exclude` matches. */
export function chooseByGlob(
  include: Glob,
  exclude: Glob,
  clock: Clock,
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
  let spent = 0
  return (prefix, entries) => {
    const began = clock.now()
    const chosen = spent < callMs ? withinMs(batchMs, () => choose(prefix, entries)) : undefined
    if (!chosen) throw refusal('PATTERN_INVALID', { because: 'it takes too long to match; use fewer stars and braces' })
    spent += clock.now() - began
    return chosen.value
  }
}
