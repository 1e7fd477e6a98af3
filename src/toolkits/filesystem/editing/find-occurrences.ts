/**
 * Where `needle` starts in `text`, overlapping places included, at most `limit` of them.
 * Time is linear in both lengths whatever they hold (Knuth, Morris and Pratt 1977): what an agent sends as the text to
 * look for must not be able to hold the process.
 */
export function findOccurrences(text: string, needle: string, limit: number): readonly number[] {
  if (needle.length === 0) return []
  const borders = measureBorders(needle)
  const found: number[] = []
  let matched = 0
  for (let at = 0; at < text.length && found.length < limit; at++) {
    const unit = text.charCodeAt(at)
    while (matched > 0 && needle.charCodeAt(matched) !== unit) matched = borders[matched - 1]!
    if (needle.charCodeAt(matched) === unit) matched++
    if (matched === needle.length) {
      found.push(at + 1 - matched)
      matched = borders[matched - 1]!
    }
  }
  return found
}

/** For each prefix of `needle`, the length of its longest proper prefix that is its suffix as well. */
function measureBorders(needle: string): Int32Array {
  const borders = new Int32Array(needle.length)
  let length = 0
  for (let at = 1; at < needle.length; at++) {
    const unit = needle.charCodeAt(at)
    while (length > 0 && needle.charCodeAt(length) !== unit) length = borders[length - 1]!
    if (needle.charCodeAt(length) === unit) length++
    borders[at] = length
  }
  return borders
}
