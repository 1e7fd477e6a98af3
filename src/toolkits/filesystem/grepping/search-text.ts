import { looksBinary } from '../reading/looks-binary.ts'
import type { LineMatcher } from './line-matcher.ts'

/** Characters of a line that are answered. */
const shownColumns = 400

interface FileMatches {
  /** Lines as shown: `12: text` for a match, `11- text` for its context. */
  readonly shown: readonly string[]
  readonly matches: number
  /** The line, from 1, after which to go on where there is more. */
  readonly next: number | undefined
}

interface SearchOptions {
  readonly matcher: LineMatcher
  /** Lines before and after each match. */
  readonly context: number
  /** Matches to answer at most. */
  readonly limit: number
  /** Bytes to answer, about: with the match that goes past it, the answer ends. */
  readonly maxBytes: number
  /** Goes on after this line; 0 for the beginning. */
  readonly afterLine: number
  readonly signal: AbortSignal
}

/** Searches the contents of one file; undefined where nothing matches or it is no text. */
export async function searchText(bytes: Buffer, options: SearchOptions): Promise<FileMatches | undefined> {
  const { matcher, context, limit, maxBytes, afterLine, signal } = options
  if (bytes.length === 0 || !matcher.mayMatch(bytes) || looksBinary(bytes)) return undefined
  const text = withoutLastBreak(bytes.toString('utf8'))
  const found = await matcher.matches(text, afterLine, limit + 1, signal)
  if (found.length === 0) return undefined
  return show(text.split('\n'), found, { context, limit, maxBytes })
}

/** So that no empty line follows the last one. */
function withoutLastBreak(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text
}

/** Each line once, also where contexts overlap; `--` stands where lines are left out between. */
function show(
  lines: readonly string[],
  found: readonly number[],
  { context, limit, maxBytes }: Pick<SearchOptions, 'context' | 'limit' | 'maxBytes'>,
): FileMatches {
  const shown: string[] = []
  const matching = new Set(found)
  let bytes = 0
  let matches = 0
  let next = 0
  for (const match of found) {
    if (matches >= limit || (matches > 0 && bytes >= maxBytes)) {
      return { shown, matches, next: found[matches - 1]! + 1 }
    }
    const from = Math.max(next, match - context)
    if (context > 0 && next > 0 && from > next) shown.push('--')
    const to = Math.min(lines.length - 1, match + context)
    for (let at = from; at <= to; at++) {
      const line = `${at + 1}${matching.has(at) ? ':' : '-'} ${cut(lines[at]!)}`
      shown.push(line)
      bytes += Buffer.byteLength(line) + 1
    }
    next = Math.max(next, to + 1)
    matches++
  }
  return { shown, matches, next: undefined }
}

function cut(line: string): string {
  const whole = line.endsWith('\r') ? line.slice(0, -1) : line
  return whole.length > shownColumns ? `${whole.slice(0, shownColumns)}… (${whole.length} characters)` : whole
}
