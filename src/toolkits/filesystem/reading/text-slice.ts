import type { OpenedFile } from '../contained.ts'
import { refusal } from '../refusals.ts'
import { looksBinary } from './looks-binary.ts'

const chunkBytes = 16_384
/** The system gives some files a size of 0 although they hold something. */
const leastBytes = 4_096
const newline = 0x0a

/** A piece of a file's text. */
export interface TextSlice {
  readonly text: string
  /** Byte offsets in the file; `end` is where to go on. */
  readonly start: number
  readonly end: number
  /** Lines ended in it, and one more where its last line is not ended and the file ends. */
  readonly lines: number
  /** Whether `end` lies within a line: a line longer than the budget. */
  readonly midLine: boolean
  /** Whether the file ends here. */
  readonly atEnd: boolean
  /** Whether bytes that are no UTF-8 are shown as U+FFFD. */
  readonly lossy: boolean
  readonly bytes: Uint8Array
}

interface SliceLimits {
  readonly maxBytes: number
  /** Default: no limit. */
  readonly maxLines?: number
  /** Where to end when there is more. Default: after a whole line, where one ends within the limit. */
  readonly cutAt?: 'line' | 'character'
}

/**
 * Reads text from byte `start` on: at most `maxBytes`, at most `maxLines`, and no more of the file than that takes.
 * Ends after a whole line where it can, else after a whole character. Throws NOT_TEXT.
 */
export async function readTextSlice(
  file: OpenedFile,
  start: number,
  limits: SliceLimits,
  signal: AbortSignal,
): Promise<TextSlice> {
  const { maxBytes, maxLines = Number.POSITIVE_INFINITY, cutAt = 'line' } = limits
  // One byte more than is answered, to see whether the file goes on.
  const buffer = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(file.facts.size - start, leastBytes)) + 1)
  let filled = 0
  let lines = 0
  let lineEnd = 0
  let ended = maxLines <= 0
  while (!ended && filled < buffer.length && lines < maxLines) {
    const want = Math.min(chunkBytes, buffer.length - filled)
    const got = await file.read(buffer.subarray(filled, filled + want), start + filled, signal)
    for (
      let at = buffer.indexOf(newline, filled);
      at !== -1 && at < filled + got;
      at = buffer.indexOf(newline, at + 1)
    ) {
      if (at >= maxBytes || lines >= maxLines) break
      lines++
      lineEnd = at + 1
    }
    filled += got
    ended = got < want
  }
  const atEnd = ended && maxLines > 0 && lines < maxLines
  if (start === 0 && looksBinary(buffer.subarray(0, filled))) throw refusal('NOT_TEXT', { path: file.place.path })
  const byLine = lineEnd > 0 && cutAt === 'line'
  const cut = atEnd
    ? Math.min(filled, maxBytes)
    : byLine
      ? lineEnd
      : wholeCharacters(buffer, Math.min(filled, maxBytes))
  const bytes = buffer.subarray(0, maxLines <= 0 ? 0 : cut)
  const open = bytes.length > lineEnd
  return {
    ...decode(bytes),
    start,
    end: start + bytes.length,
    lines: lines + (open && atEnd ? 1 : 0),
    midLine: open && !atEnd,
    atEnd: atEnd || start + bytes.length === file.facts.size,
    bytes,
  }
}

/** Where line `line` (from 1) begins; the end of the file where it has fewer. Holds one chunk in memory. */
export async function offsetOfLine(file: OpenedFile, line: number, signal: AbortSignal): Promise<number> {
  let missing = line - 1
  let position = 0
  const chunk = Buffer.allocUnsafe(65_536)
  while (missing > 0) {
    const got = await file.read(chunk, position, signal)
    const seen = chunk.subarray(0, got)
    for (let at = seen.indexOf(newline); at !== -1; at = seen.indexOf(newline, at + 1)) {
      if (--missing === 0) return position + at + 1
    }
    position += got
    if (got < chunk.length) return position
  }
  return position
}

/** Where the last `lines` lines begin. Reads backwards, no further than they reach. */
export async function offsetOfTail(file: OpenedFile, lines: number, signal: AbortSignal): Promise<number> {
  const { size } = file.facts
  if (lines <= 0) return size
  const chunk = Buffer.allocUnsafe(chunkBytes)
  let missing = lines
  for (let end = size; end > 0; end -= Math.min(chunkBytes, end)) {
    const begin = Math.max(0, end - chunkBytes)
    const got = await file.read(chunk.subarray(0, end - begin), begin, signal)
    // The break at the very end closes the last line and begins no other.
    let from = begin + got >= size ? got - 2 : got - 1
    for (; from >= 0; from--) {
      from = chunk.lastIndexOf(newline, from)
      if (from === -1) break
      if (--missing === 0) return begin + from + 1
    }
  }
  return 0
}

/** Moves `position` forward to the first byte of a character, so that a read from there decodes. */
export async function startOfCharacter(file: OpenedFile, position: number, signal: AbortSignal): Promise<number> {
  const head = Buffer.alloc(3)
  const got = await file.read(head, position, signal)
  let skip = 0
  while (position > 0 && skip < got && isContinuation(head[skip]!)) skip++
  return skip === 3 ? position : position + skip
}

function decode(bytes: Uint8Array): { readonly text: string; readonly lossy: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), lossy: false }
  } catch {
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), lossy: true }
  }
}

/** The largest length up to `length` that does not cut a character. */
function wholeCharacters(bytes: Uint8Array, length: number): number {
  let start = length
  while (start > 0 && length - start < 3 && isContinuation(bytes[start]!)) start--
  return start > 0 && !isContinuation(bytes[start]!) ? start : length
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}
