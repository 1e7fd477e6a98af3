/** Characters of a line that are searched: beyond lie minified files, where a match tells nothing. */
const searchedColumns = 10_000

/** Texts to be tested. Can be sent to another thread: as one string, which is copied many times faster than a list. */
export interface MatchJob {
  readonly text: string
  /** `\n`: lines, which are cut at 10,000 characters and tested without a carriage return. `\0`: paths, tested whole. */
  readonly separator: '\n' | '\0'
  /** A text matches where one of these does, or where it is one of `exactly`. */
  readonly expressions: readonly RegExp[]
  readonly exactly: readonly string[]
  /** The index of the first text to test. */
  readonly from: number
  /** Matches to find at most. */
  readonly limit: number
}

/** Indexes of the texts that match, in order. May take exponential time, as regular expressions do. */
export function findMatches({ text, separator, expressions, exactly, from, limit }: MatchJob): number[] {
  const texts = text.split(separator)
  const found: number[] = []
  for (let at = from; at < texts.length && found.length < limit; at++) {
    const tested = separator === '\n' ? searched(texts[at]!) : texts[at]!
    if (exactly.includes(tested) || expressions.some(expression => expression.test(tested))) found.push(at)
  }
  return found
}

/** Without its carriage return, so that `$` matches before it. */
function searched(line: string): string {
  const cut = line.length > searchedColumns ? line.slice(0, searchedColumns) : line
  return cut.endsWith('\r') ? cut.slice(0, -1) : cut
}
