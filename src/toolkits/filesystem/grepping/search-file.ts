import type { OpenedFile } from '../contained.ts'
import { Excerpt } from './excerpt.ts'
import { type LineBatch, type LineStart, lineBatches } from './line-batches.ts'
import type { LineMatcher } from './line-matcher.ts'

const lineFeed = 0x0a

/** Where a search goes on in a file. */
export interface FilePosition {
  /** Matches up to this line, from 1, were answered. */
  readonly afterLine: number
  /** Where to read on: as many lines before as the context of the next match takes. */
  readonly start: LineStart
}

interface FileMatches {
  /** Lines as shown: `12: text` for a match, `11- text` for its context. */
  readonly shown: readonly string[]
  readonly matches: number
  /** Where to go on where there is or may be more. */
  readonly next: FilePosition | undefined
}

interface SearchOptions {
  readonly matcher: LineMatcher
  /** Lines before and after each match. */
  readonly context: number
  /** Matches to answer at most. */
  readonly limit: number
  /** Bytes to answer, about: with the match that goes past it, the answer ends. */
  readonly maxBytes: number
  /** Bytes to read at once. */
  readonly pieceBytes: number
  readonly from: FilePosition | undefined
  /** Whether the time is over; asked after each piece. */
  readonly late: () => boolean
  readonly signal: AbortSignal
}

/** Searches one file piece by piece, whatever its size. Nothing is found where it is no text. */
export async function searchFile(file: OpenedFile, options: SearchOptions): Promise<FileMatches> {
  const { matcher, context, limit, maxBytes, pieceBytes, late, signal } = options
  const afterLine = options.from?.afterLine ?? 0
  const from = await lineStart(file, options.from?.start ?? { byte: 0, line: 0 }, signal)
  const excerpt = new Excerpt({ context, limit, maxBytes })
  const answer = (next: FilePosition | undefined) => ({ shown: excerpt.shown, matches: excerpt.matches, next })
  for await (const batch of lineBatches(file, { from, pieceBytes, signal })) {
    const skipped = Math.max(0, afterLine - batch.start.line)
    const found = await matchesOf(batch, matcher, skipped, limit - excerpt.matches + 1, signal)
    const left = excerpt.add(batch, found)
    if (left !== undefined) return answer({ afterLine: left, start: excerpt.startOf(batch, left - context) })
    const { line } = batch.end
    // Each answer passes a line at least, so that a search with no time at all comes to its end. A file may have grown.
    const mayEnd = line > afterLine && batch.end.byte !== file.facts.size
    if (mayEnd && !excerpt.owesContext && late()) {
      return answer({ afterLine: line, start: excerpt.startOf(batch, line - context) })
    }
  }
  return answer(undefined)
}

async function matchesOf(batch: LineBatch, matcher: LineMatcher, from: number, limit: number, signal: AbortSignal) {
  if (from >= batch.end.line - batch.start.line || !matcher.mayMatch(batch.bytes)) return []
  return matcher.matches(batch.bytes.toString('utf8'), from, limit, signal)
}

/** A file that changed may have no line there any more: then it is read from its beginning. */
async function lineStart(file: OpenedFile, start: LineStart, signal: AbortSignal): Promise<LineStart> {
  if (start.byte === 0) return { byte: 0, line: 0 }
  const before = Buffer.alloc(1)
  await file.read(before, start.byte - 1, signal)
  return before[0] === lineFeed ? start : { byte: 0, line: 0 }
}
