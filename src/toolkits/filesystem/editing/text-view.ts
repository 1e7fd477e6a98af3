/**
 * A text as an agent writes it: every line ends in `\n`. Offsets in the view lead back to the text itself, so that an
 * edit found in the view changes only its own place in the text.
 */
export interface TextView {
  readonly text: string
  /** Where in the original text the view's offset `at` is. The offset of a line's end is that of its CR, where it has one. */
  original(at: number): number
  /** The number of the line, from 1, that holds the view's offset `at`. */
  lineOf(at: number): number
}

export function viewText(original: string): TextView {
  const dropped = findDropped(original)
  const text = dropped.length === 0 ? original : original.replaceAll('\r\n', '\n')
  let starts: readonly number[] | undefined
  return {
    text,
    original: at => at + countUpTo(dropped, at),
    lineOf(at) {
      starts ??= findLineStarts(text)
      return countUpTo(starts, at)
    },
  }
}

/** The view's offset of every line. */
export function findLineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1)
  return starts
}

/** The view's offset just behind the `\n` of every CRLF: from there on, one more CR lies before it in the original. */
function findDropped(original: string): readonly number[] {
  const dropped: number[] = []
  for (let at = original.indexOf('\r\n'); at >= 0; at = original.indexOf('\r\n', at + 2)) {
    dropped.push(at - dropped.length + 1)
  }
  return dropped
}

/** How many of the ascending `offsets` are at most `bound`. */
function countUpTo(offsets: readonly number[], bound: number): number {
  let low = 0
  let high = offsets.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (offsets[middle]! <= bound) low = middle + 1
    else high = middle
  }
  return low
}
