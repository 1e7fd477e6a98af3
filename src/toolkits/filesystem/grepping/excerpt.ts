import type { LineBatch, LineStart } from './line-batches.ts'

/** Characters of a line that are answered. */
const shownColumns = 400
const lineFeed = 0x0a

interface ExcerptBounds {
  /** Lines before and after each match. */
  readonly context: number
  /** Matches to show at most. */
  readonly limit: number
  /** Bytes to show, about: the match that goes past it is the last. */
  readonly maxBytes: number
}

interface RecentLine extends LineStart {
  readonly text: string
}

/**
 * The matching lines of a file with their context, gathered batch by batch: each line once, also where contexts overlap;
 * `--` stands where lines are left out between. Of lines gone by, it keeps as many as a match may need before it.
 */
export class Excerpt {
  readonly shown: string[] = []
  readonly #bounds: ExcerptBounds
  #recent: readonly RecentLine[] = []
  #matches = 0
  #bytes = 0
  /** The line after the last one shown. */
  #next = 0
  /** The line after the context of the last match. */
  #owedTo = 0

  constructor(bounds: ExcerptBounds) {
    this.#bounds = bounds
  }

  get matches(): number {
    return this.#matches
  }

  /** Whether lines are to follow that belong to the last match. */
  get owesContext(): boolean {
    return this.#next < this.#owedTo
  }

  /** Takes the lines of `batch` that match, by index. Answers the line of the first match that does not fit. */
  add(batch: LineBatch, found: readonly number[]): number | undefined {
    const { context, limit, maxBytes } = this.#bounds
    const base = batch.start.line
    const texts = found.length > 0 || this.owesContext ? batch.bytes.toString('utf8').split('\n') : []
    const textOf = (line: number) =>
      line < base ? this.#recent.find(each => each.line === line)?.text : cut(texts[line - base]!, batch.characters)
    const showUpTo = (to: number) => {
      for (; this.#next < to; this.#next++) this.#show(this.#next, '-', textOf(this.#next))
    }
    for (const index of found) {
      const match = base + index
      showUpTo(Math.min(this.#owedTo, match))
      if (this.#matches >= limit || (this.#matches > 0 && this.#bytes >= maxBytes)) return match
      const from = Math.max(this.#next, match - context)
      if (context > 0 && this.#next > 0 && from > this.#next) this.shown.push('--')
      this.#next = from
      showUpTo(match)
      this.#show(match, ':', textOf(match))
      this.#next = match + 1
      this.#owedTo = match + 1 + context
      this.#matches++
    }
    showUpTo(Math.min(this.#owedTo, batch.end.line))
    if (context > 0) this.#recent = [...this.#recent, ...lastLines(batch, context)].slice(-context)
    return undefined
  }

  /** Where `line` begins, which is in `batch`, right after it, or one of those kept; or the first line known, if later. */
  startOf(batch: LineBatch, line: number): LineStart {
    if (line >= batch.end.line) return batch.end
    const kept = this.#recent.find(each => each.line >= line)
    if (kept && line < batch.start.line) return { byte: kept.byte, line: kept.line }
    let start = batch.start
    while (start.line < line) {
      const at = batch.bytes.indexOf(lineFeed, start.byte - batch.start.byte)
      start = { byte: batch.start.byte + at + 1, line: start.line + 1 }
    }
    return start
  }

  #show(line: number, mark: ':' | '-', text: string | undefined): void {
    if (text === undefined) return
    const shown = `${line + 1}${mark} ${text}`
    this.shown.push(shown)
    this.#bytes += Buffer.byteLength(shown) + 1
  }
}

/** The last lines of a batch, `count` at most, from the end on backwards: the batch may have very many. */
function lastLines({ start, end, bytes, characters }: LineBatch, count: number): RecentLine[] {
  const lines: RecentLine[] = []
  let to = bytes.length
  for (let line = end.line - 1; line >= start.line && lines.length < count; line--) {
    const from = to === 0 ? 0 : bytes.lastIndexOf(lineFeed, to - 1) + 1
    lines.unshift({ line, byte: start.byte + from, text: cut(bytes.toString('utf8', from, to), characters) })
    to = from - 1
  }
  return lines
}

function cut(line: string, characters: number | undefined): string {
  const whole = line.endsWith('\r') ? line.slice(0, -1) : line
  const length = characters ?? whole.length
  return length > shownColumns ? `${whole.slice(0, shownColumns)}… (${length} characters)` : whole
}
