import { setImmediate } from 'node:timers/promises'
import type { Entry } from '../contained.ts'
import { findMatches, type MatchJob } from '../matching/find-matches.ts'
import { findMatchesApart } from '../matching/match-thread.ts'
import { refusal } from '../refusals.ts'
import type { Glob } from './glob.ts'

/** Paths between two looks at the clock: also the longest take a few milliseconds each at most. */
const pathsAtOnce = 16
/** How long other calls wait for their turn. */
const turnMs = 20

/** Indexes of the entries whose path matches. Throws PATTERN_INVALID, MATCHING_BUSY and the signal's reason. */
export async function matchPaths(
  glob: Glob,
  prefix: string,
  entries: readonly Entry[],
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  if (entries.length === 0 || glob.expressions.length === 0) return new Set()
  return new Set(
    glob.risky ? await matchApart(glob, prefix, entries, signal) : await matchHere(glob, prefix, entries, signal),
  )
}

async function matchApart(glob: Glob, prefix: string, entries: readonly Entry[], signal: AbortSignal) {
  const found = await findMatchesApart(jobOf(glob, prefix, entries), signal)
  if (found) return found
  throw refusal('PATTERN_INVALID', { because: 'it takes too long to match; use fewer stars and braces' })
}

async function matchHere(glob: Glob, prefix: string, entries: readonly Entry[], signal: AbortSignal) {
  const found: number[] = []
  let began = performance.now()
  for (let from = 0; from < entries.length; from += pathsAtOnce) {
    const slice = entries.slice(from, from + pathsAtOnce)
    for (const at of findMatches(jobOf(glob, prefix, slice))) found.push(from + at)
    if (performance.now() - began < turnMs) continue
    await setImmediate()
    signal.throwIfAborted()
    began = performance.now()
  }
  return found
}

function jobOf({ expressions, exactly }: Glob, prefix: string, entries: readonly Entry[]): MatchJob {
  const text = entries.map(({ name }) => prefix + name).join('\0')
  return { text, separator: '\0', expressions, exactly, from: 0, limit: Number.POSITIVE_INFINITY }
}
