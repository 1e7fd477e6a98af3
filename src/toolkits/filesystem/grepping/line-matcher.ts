import { refusal } from '../refusals.ts'
import { withinMs } from '../walking/time-box.ts'

/** Characters of a line that are searched: beyond lie minified files, where a match tells nothing. */
export const searchedColumns = 10_000
/** What one file may take with a pattern that could go astray. The event loop stands still meanwhile. */
const matchMs = 250

export interface GrepPattern {
  readonly pattern: string
  readonly literal: boolean
  readonly ignoreCase: boolean
}

/** Finds the lines of a file that match. */
export interface LineMatcher {
  /** Whether the file is worth decoding: false only where no line can match. */
  mayMatch(bytes: Buffer): boolean
  /** Indexes of the matching lines from `from` on, at most `limit`. Throws PATTERN_INVALID where it takes too long. */
  matches(lines: readonly string[], from: number, limit: number): readonly number[]
}

/**
 * Compiles the pattern of a grep. A regular expression in JavaScript may take exponential time, and there is no way to
 * tell for sure which ones do; so none is refused by its looks. Instead each line is cut at 10,000 characters, and the
 * matching of one file runs in a time box of 250 ms, beyond which the call is refused with PATTERN_INVALID.
 * An expression without any repetition needs no box.
 */
export function compileLineMatcher({ pattern, literal, ignoreCase }: GrepPattern): LineMatcher {
  const regExp = compile(literal ? pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : pattern, ignoreCase)
  const needle = literal && !ignoreCase ? Buffer.from(pattern) : undefined
  const boxed = !literal && /[*+{?]/.test(pattern)
  const find = (lines: readonly string[], from: number, limit: number) => {
    const found: number[] = []
    for (let at = from; at < lines.length && found.length < limit; at++) {
      if (regExp.test(searched(lines[at]!))) found.push(at)
    }
    return found
  }
  return {
    mayMatch: bytes => needle === undefined || bytes.includes(needle),
    matches(lines, from, limit) {
      if (!boxed) return find(lines, from, limit)
      const found = withinMs(matchMs, () => find(lines, from, limit))
      if (!found)
        throw refusal('PATTERN_INVALID', { because: 'it takes too long on a file here; avoid nested repetition' })
      return found.value
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

/** Without its carriage return, so that `$` matches before it. */
function searched(line: string): string {
  const cut = line.length > searchedColumns ? line.slice(0, searchedColumns) : line
  return cut.endsWith('\r') ? cut.slice(0, -1) : cut
}
