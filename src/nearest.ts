/** Longer words are nobody's mistyped name, and would take their time to be compared. */
const longestWord = 128

/** The candidate that `word` was most likely meant to be: at most a third of it typed wrong, or one the beginning of the other; undefined where none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > longestWord) return undefined
  let best: string | undefined
  let bestDistance = Math.floor(Math.max(word.length, 3) / 3) + 1
  for (const candidate of candidates) {
    const distance = isCutOff(word, candidate)
      ? 0
      : editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** One of the two is the beginning of the other: `warning` and `warn`. */
function isCutOff(word: string, candidate: string): boolean {
  const [short, long] = word.length < candidate.length ? [word, candidate] : [candidate, word]
  return short.length >= 3 && long.toLowerCase().startsWith(short.toLowerCase())
}

/** Insertions, deletions, replacements and swaps of neighbours between two words; `limit` where it is that or more. */
function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const replace = last[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)
      const swap =
        i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
          ? beforeLast[j - 2]! + 1
          : Number.POSITIVE_INFINITY
      row.push(Math.min(row[j - 1]! + 1, last[j]! + 1, replace, swap))
    }
    beforeLast = last
    last = row
  }
  return Math.min(last[to.length]!, limit)
}
