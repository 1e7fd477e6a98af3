import type { MaybePromise } from '../../../maybe-promise.ts'
import { findMatches } from '../matching/find-matches.ts'
import { findMatchesApart } from '../matching/match-thread.ts'
import { refusal } from '../refusals.ts'

/** Characters of a plain text that is looked for in the event loop: in the worst case each is compared at every place. */
const needleLength = 32

interface GrepPattern {
  readonly pattern: string
  readonly literal: boolean
  readonly ignoreCase: boolean
}

/** Finds the lines of a text that match: of a small file, or of a piece of a large one. */
export interface LineMatcher {
  /** Whether the text is worth decoding: false only where no line can match. */
  mayMatch(bytes: Buffer): boolean
  /**
   * Indexes of the matching lines from `from` on, at most `limit`. Throws PATTERN_INVALID where it takes too long,
   * MATCHING_BUSY and the signal's reason.
   */
  matches(text: string, from: number, limit: number, signal: AbortSignal): MaybePromise<readonly number[]>
}

/**
 * Compiles the pattern of a grep. A regular expression in JavaScript may take exponential time, and there is no way to
 * tell for sure which ones do; so none is refused by its looks. Instead each line is cut at 10,000 characters, and all
 * but a short plain text is matched in a thread of its own, where a text that takes over half a second is refused.
 */
export function compileLineMatcher({ pattern, literal, ignoreCase }: GrepPattern): LineMatcher {
  const special = /[\\^$.*+?()[\]{}|]/g
  const plain = literal || pattern.search(special) === -1
  const expressions = [compile(literal ? pattern.replace(special, '\\$&') : pattern, ignoreCase)]
  const needle = plain && !ignoreCase ? Buffer.from(pattern.slice(0, needleLength).toWellFormed()) : undefined
  return {
    mayMatch: bytes => needle === undefined || bytes.includes(needle),
    matches(text, from, limit, signal) {
      const job = { text, separator: '\n', expressions, exactly: [], from, limit } as const
      return plain && pattern.length <= needleLength ? findMatches(job) : findApart()

      async function findApart(): Promise<readonly number[]> {
        const found = await findMatchesApart(job, signal)
        if (found) return found
        throw refusal('PATTERN_INVALID', { because: 'it takes too long on a file here; avoid nested repetition' })
      }
    },
  }
}

function compile(source: string, ignoreCase: boolean): RegExp {
  try {
    return new RegExp(source, ignoreCase ? 'iu' : 'u')
  } catch (cause) {
    const because = cause instanceof Error ? cause.message : undefined
    throw refusal('PATTERN_INVALID', { ...(because !== undefined && { because }), cause })
  }
}
