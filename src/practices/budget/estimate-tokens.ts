/**
 * About how many tokens a text is for a model, without a table: words, runs of digits, punctuation and line breaks are
 * told apart, and scripts by how much of them one token holds. Against o200k it is within 15 % on prose, code, JSON, CJK
 * and base64 (`estimate-tokens.test.ts` prints and holds the error). Never more than one token a character.
 */
export function estimateTokens(text: string): number {
  let tokens = 0
  let at = 0
  while (at < text.length) {
    const kind = kindAt(text, at)
    if (kind === foreign) {
      tokens += foreignWeight(text.charCodeAt(at++))
      continue
    }
    const start = at
    if (kind === lower || kind === upper || kind === digit) {
      at = endOfWords(text, at)
      tokens += words(text, start, at)
      continue
    }
    do at++
    while (kindAt(text, at) === kind)
    tokens += between(text, kind, start, at)
  }
  return Math.ceil(tokens)
}

const other = 0
const lower = 1
const upper = 2
const digit = 3
const blank = 4
const line = 5
const foreign = 6
const end = 7

const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[a-z]/.test(character)) return lower
  if (/[A-Z]/.test(character)) return upper
  if (/\d/.test(character)) return digit
  if (/[\n\r]/.test(character)) return line
  return /[ \t]/.test(character) ? blank : other
})

function kindAt(text: string, at: number): number {
  if (at >= text.length) return end
  const code = text.charCodeAt(at)
  return code < 128 ? kinds[code]! : foreign
}

function endOfWords(text: string, start: number): number {
  let at = start
  for (let kind = kindAt(text, at); kind === lower || kind === upper || kind === digit; ) kind = kindAt(text, ++at)
  return at
}

/** Letters and digits in a row: `readFile2` is three words, a capital belongs to what follows. */
function words(text: string, start: number, stop: number): number {
  let tokens = 0
  let from = start
  let kind = kindAt(text, start)
  let digits = kind === digit
  for (let at = start + 1; at <= stop; at++) {
    const next = at === stop ? end : kindAt(text, at)
    if (next === kind) continue
    if (next === lower && kind === upper && at - from === 1) {
      kind = lower
      continue
    }
    tokens += oneWord(kind, at - from)
    digits ||= next === digit
    kind = next
    from = at
  }
  // Keys, hashes and base64 hold no words.
  const length = stop - start
  return length >= 16 && digits ? Math.max(tokens, length * (isOneCase(text, start, stop) ? 0.58 : 0.68)) : tokens
}

function oneWord(kind: number, length: number): number {
  if (kind === digit) return Math.ceil(length / 3)
  if (kind === upper) return 0.35 + length / 2.9
  return length <= 8 ? 1 : 1 + (length - 8) / 7
}

function isOneCase(text: string, start: number, stop: number): boolean {
  let seen = 0
  for (let at = start; at < stop; at++) seen |= 1 << kindAt(text, at)
  return (seen & (1 << lower)) === 0 || (seen & (1 << upper)) === 0
}

/** A single blank is part of the word after it; a break is part of the punctuation before it, mostly. */
function between(text: string, kind: number, start: number, stop: number): number {
  const length = stop - start
  if (kind === blank) return length > 1 || kindAt(text, stop) === digit ? 1 : 0
  if (kind === line) return start > 0 && kindAt(text, start - 1) === other ? 0.4 : 1
  return length <= 3 ? 1 : 1 + (length - 3) / 3
}

/** Tokens for one UTF-16 unit, by the script it belongs to: up to the code, exclusive. */
const weights: readonly (readonly [code: number, tokens: number])[] = [
  [0x250, 0.4],
  [0x530, 0.22],
  [0x590, 0.6],
  [0x780, 0.32],
  [0x900, 0.6],
  [0x980, 0.33],
  [0xe00, 0.45],
  [0x1100, 0.5],
  [0x2070, 0.7],
  [0x3000, 1],
  [0x3040, 0.8],
  [0x3100, 0.7],
  [0xa000, 0.68],
  [0xac00, 1],
  [0xd7b0, 0.67],
  [0xd800, 1],
  [0xe000, 0.83],
]

function foreignWeight(code: number): number {
  for (const [until, tokens] of weights) if (code < until) return tokens
  return 1
}
