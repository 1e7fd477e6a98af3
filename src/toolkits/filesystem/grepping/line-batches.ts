import type { OpenedFile } from '../contained.ts'
import { looksBinary, sniffedBytes } from '../reading/looks-binary.ts'

/** Bytes of a line that are kept where it does not end within a piece: more than the 10,000 characters searched. */
const keptBytes = 40_000
const lineFeed = 0x0a
const carriageReturn = 0x0d

/** A place in a file: a line begins there. */
export interface LineStart {
  readonly byte: number
  /** Lines before. */
  readonly line: number
}

/** Lines that follow one another. */
export interface LineBatch {
  readonly start: LineStart
  /** Where the next batch begins. */
  readonly end: LineStart
  /** Without the last line feed. */
  readonly bytes: Buffer
  /** Where the batch is one line of which `bytes` is the beginning: the characters of all of it but its line break. */
  readonly characters: number | undefined
}

interface BatchOptions {
  readonly from: LineStart
  /** Bytes to read at once; at first at least as many as tell a binary file. */
  readonly pieceBytes: number
  readonly signal: AbortSignal
}

/**
 * Reads a file in pieces, and gives the lines that end in each. In memory are one piece and the beginning of a line,
 * however large the file and however long the line. Gives none where the first piece is no text.
 */
export async function* lineBatches(
  file: OpenedFile,
  { from, pieceBytes, signal }: BatchOptions,
): AsyncGenerator<LineBatch> {
  let start = from
  let position = from.byte
  let open = new OpenLine()
  for (let size = Math.max(pieceBytes, sniffedBytes); ; size = pieceBytes) {
    // No more room than the file needs, one byte to see its end; and some for files whose size is told as 0.
    const expected = Math.max(file.facts.size - position, 4_096) + 1
    const buffer = Buffer.allocUnsafe(Math.min(size, expected))
    const filled = await file.read(buffer, position, signal)
    const piece = buffer.subarray(0, filled)
    if (position === 0 && looksBinary(piece)) return
    position += filled
    const last = piece.lastIndexOf(lineFeed)
    let rest = piece
    if (last !== -1) {
      let lines = piece.subarray(0, last)
      rest = piece.subarray(last + 1)
      if (open.isLong) {
        const first = piece.indexOf(lineFeed)
        open.add(piece.subarray(0, first))
        const end = { byte: position - filled + first + 1, line: start.line + 1 }
        yield { start, end, ...open.take() }
        start = end
        lines = piece.subarray(first + 1, Math.max(first + 1, last))
        open = new OpenLine()
        if (first === last) {
          open.add(rest)
          if (filled < buffer.length) break
          continue
        }
      }
      const bytes = open.length === 0 ? lines : Buffer.concat([open.take().bytes, lines])
      const end = { byte: position - rest.length, line: start.line + countLines(bytes) }
      yield { start, end, bytes, characters: undefined }
      start = end
      open = new OpenLine()
    }
    open.add(rest)
    if (filled < buffer.length) break
  }
  if (open.length > 0) yield { start, end: { byte: position, line: start.line + 1 }, ...open.take() }
}

function countLines(bytes: Buffer): number {
  let count = 1
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) count++
  return count
}

/** A line that has not ended yet. Of a long one the beginning is kept, and the characters of the rest are counted. */
class OpenLine {
  #parts: Buffer[] = []
  #tail: Buffer = Buffer.alloc(0)
  #characters = 0
  #endsInReturn = false
  length = 0

  get isLong(): boolean {
    return this.length > keptBytes
  }

  add(bytes: Buffer): void {
    if (bytes.length === 0) return
    const wasLong = this.isLong
    this.length += bytes.length
    if (!this.isLong) {
      this.#parts.push(Buffer.from(bytes))
      return
    }
    let counted = Buffer.concat([this.#tail, bytes])
    if (!wasLong) {
      counted = Buffer.concat([...this.#parts, bytes])
      this.#parts = [Buffer.from(counted.subarray(0, characterBorder(counted.subarray(0, keptBytes))))]
    }
    const border = characterBorder(counted)
    this.#characters += counted.toString('utf8', 0, border).length
    this.#tail = Buffer.from(counted.subarray(border))
    this.#endsInReturn = counted.at(-1) === carriageReturn
  }

  take(): Pick<LineBatch, 'bytes' | 'characters'> {
    const bytes = Buffer.concat(this.#parts)
    if (!this.isLong) return { bytes, characters: undefined }
    const characters = this.#characters + this.#tail.toString('utf8').length - (this.#endsInReturn ? 1 : 0)
    return { bytes, characters }
  }
}

/** Where the last character begins if not all of its bytes are there; else the end. */
function characterBorder(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) break
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return needed > back ? bytes.length - back : bytes.length
    }
  }
  return bytes.length
}
