/** The lines from the first to the last that differ between two texts, with some equal lines around them. */
interface Frame {
  readonly before: string
  readonly after: string
  /** How many lines lie above the frame. */
  readonly line: number
}

export function frameChange(before: string, after: string, context: number): Frame {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head++
  let tail = 0
  while (
    tail < most - head &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail++
  }
  const start = startOfLineAbove(before, head, context)
  const kept = before.length - endOfLineBelow(before, before.length - tail, context)
  return {
    before: before.slice(start, before.length - kept),
    after: after.slice(start, after.length - kept),
    line: countLines(before, start),
  }
}

function startOfLineAbove(text: string, at: number, lines: number): number {
  let start = at
  for (let line = 0; line <= lines && start > 0; line++) start = text.lastIndexOf('\n', start - 1)
  return start > 0 ? start + 1 : 0
}

function endOfLineBelow(text: string, at: number, lines: number): number {
  let end = at
  for (let line = 0; line <= lines; line++) {
    const next = text.indexOf('\n', end)
    if (next < 0) return text.length
    end = next + 1
  }
  return end
}

function countLines(text: string, until: number): number {
  let lines = 0
  for (let end = text.indexOf('\n'); end >= 0 && end < until; end = text.indexOf('\n', end + 1)) lines++
  return lines
}
