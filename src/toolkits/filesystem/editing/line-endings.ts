type LineEnding = '\n' | '\r\n'

/** `text` with every line ending in `\n`. A CR alone is left where it is. */
export function toLf(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

/**
 * `replacement` (lines end in `\n`) with the line endings of what it replaces: lines that both have keep theirs, a new
 * line takes that of the line before it. `beside` is used where the replaced text has no line ending at all.
 */
export function carryLineEndings(replaced: string, replacement: string, beside: LineEnding): string {
  const had = listLineEndings(replaced)
  const lines = replacement.split('\n')
  const wanted = lines.length - 1
  if (wanted === 0) return replacement
  const before = toLf(replaced).split('\n')
  const head = had.length === wanted ? wanted : countEqual(before, lines)
  let text = lines[0]!
  for (let at = 0; at < wanted; at++) {
    const fromEnd = wanted - at
    const source = at < head ? at : fromEnd <= had.length - head ? had.length - fromEnd : Math.max(0, head - 1)
    text += (had[source] ?? beside) + lines[at + 1]!
  }
  return text
}

/** The ending of the line that holds `at`, else of the last line before it, else `\n`. */
export function lineEndingAt(text: string, at: number): LineEnding {
  const next = text.indexOf('\n', at)
  const end = next >= 0 ? next : text.lastIndexOf('\n', at)
  return end > 0 && text[end - 1] === '\r' ? '\r\n' : '\n'
}

function listLineEndings(text: string): readonly LineEnding[] {
  const endings: LineEnding[] = []
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    endings.push(end > 0 && text[end - 1] === '\r' ? '\r\n' : '\n')
  }
  return endings
}

function countEqual(left: readonly string[], right: readonly string[]): number {
  const most = Math.min(left.length, right.length) - 1
  let count = 0
  while (count < most && left[count] === right[count]) count++
  return count
}
