/**
 * Issuers by the first digits, with the lengths that they give out (ISO/IEC 7812): Visa; Mastercard; American Express;
 * Discover; JCB; UnionPay; Diners Club; Maestro.
 */
const issued = new RegExp(
  `^(?:${[
    '4(?:\\d{12}|\\d{15}|\\d{18})',
    '(?:5[1-5]\\d\\d|222[1-9]|22[3-9]\\d|2[3-6]\\d\\d|27[01]\\d|2720)\\d{12}',
    '3[47]\\d{13}',
    '(?:6011|64[4-9]\\d|65\\d\\d)\\d{12,15}',
    '35(?:2[89]|[3-8]\\d)\\d{12,15}',
    '62\\d{14,17}',
    '3(?:0[0-5]|095|[689]\\d)\\d{11,16}',
    '(?:5018|5020|5038|5893|6304|6759|676[1-3])\\d{9,15}',
  ].join('|')})$`,
)

/** Whether these digits, and nothing else, are the number of a payment card: 13 to 19 of an issuer's, the last one right (Luhn). */
export function isCardNumber(digits: string): boolean {
  if (digits.length < 13 || digits.length > 19 || !issued.test(digits)) return false
  let sum = 0
  for (let at = digits.length - 1, isDoubled = false; at >= 0; at--, isDoubled = !isDoubled) {
    const digit = digits.charCodeAt(at) - 48
    sum += isDoubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return sum % 10 === 0
}

/** 13 digits or more, single spaces or hyphens between them, the first four together. There is one way to match: the search is linear. */
const runs = /\d\d\d\d(?:[ -]?\d){9,}/g

/** The text with the mask in the place of every card number: digits that stand alone, or in groups as on a card. */
export function maskCards(text: string, mask: string): string {
  return text.replace(runs, (run: string, at: number) => {
    const escaped = countEscaped(text, at)
    const before = text.slice(Math.max(0, at - 2), at)
    const edges = {
      isBegun: escaped !== undefined || !/(?:\w|\d\.)$/.test(before),
      isEnded: !/^(?:\w|\.\d)/.test(text.slice(at + run.length, at + run.length + 2)),
      isPhone: before.endsWith('+'),
    }
    return run.slice(0, escaped ?? 0) + maskRun(run.slice(escaped ?? 0), edges, mask)
  })
}

/** The digits from here that belong to a character which is written as `%20`, `\n` or `\u00a0`; undefined where there is none. */
function countEscaped(text: string, at: number): number | undefined {
  for (let count = 0; count <= 4; count++)
    if (/(?:%[\da-f]{2}|\\u[\da-f]{4}|\\[bfnrt])$/i.test(text.slice(Math.max(0, at + count - 6), at + count)))
      return count
  return undefined
}

interface Edges {
  /** Whether the first and the last group are whole: not in a word, and no part of a decimal. */
  readonly isBegun: boolean
  readonly isEnded: boolean
  /** A plus stands before: up to 15 digits are a telephone number (E.164). */
  readonly isPhone: boolean
}

function maskRun(run: string, { isBegun, isEnded, isPhone }: Edges, mask: string): string {
  // Groups stand at even places, what separates them between.
  const parts = run.split(/([ -])/)
  const last = isEnded ? parts.length - 1 : parts.length - 3
  let masked = ''
  for (let at = 0; at < parts.length; at++) {
    const isStart = at % 2 === 0 && (at > 0 || isBegun)
    const end = isStart ? findEnd(parts, at, last, at === 0 && isPhone ? 16 : 13) : undefined
    masked += end === undefined ? parts[at] : mask
    at = end ?? at
  }
  return masked
}

/** The place of the last group of the longest card number that begins with the group at `first`. */
function findEnd(parts: readonly string[], first: number, last: number, least: number): number | undefined {
  let digits = ''
  let found: number | undefined
  for (let at = first; at <= last && digits.length < 19; at += 2) {
    if (at > first && !continues(parts, first, at)) break
    digits += parts[at]
    if (digits.length >= least && isCardNumber(digits)) found = at
  }
  return found
}

/** As people write cards: 4-4-4-4, 4-6-5, 6-13, with one separator. Lists of small numbers, and dates, are none. */
function continues(parts: readonly string[], first: number, at: number): boolean {
  const { length } = parts[at - 2] ?? ''
  return parts[at - 1] === parts[first + 1] && length <= 7 && length >= (at - 2 === first ? 4 : 3)
}
