import { setImmediate } from 'node:timers/promises'
import type { MaybePromise } from '../../../maybe-promise.ts'
import type { Entry } from '../contained.ts'
import { findMatches, type MatchJob } from '../matching/find-matches.ts'
import { findMatchesApart } from '../matching/match-thread.ts'
import { refusal } from '../refusals.ts'
import { compileGlob, type Glob } from './glob.ts'
import type { Chosen } from './tree-walk.ts'

export interface GlobChoice {
  /** Everything where it is left out. */
  readonly include?: Glob | undefined
  readonly exclude: Glob
  /** Takes only entries of this kind. */
  readonly only?: Entry['kind']
  readonly signal: AbortSignal
}

type Choose = (prefix: string, entries: readonly Entry[]) => MaybePromise<readonly Chosen[]>

/** Takes the entries that `include` matches, goes into every directory, and leaves out what `exclude` matches. */
export function chooseByGlob({ include, exclude, only, signal }: GlobChoice): Choose {
