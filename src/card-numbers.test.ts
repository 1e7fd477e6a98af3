import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { maskCards } from './card-numbers.ts'
import { hideSecrets } from './telemetry/hide-secrets.ts'

const mask = '••'

/** First digits of each issuer's numbers, with the lengths of the whole. */
const issuers: readonly (readonly [name: string, first: number, last: number, lengths: readonly number[]])[] = [
  ['Visa', 4, 4, [13, 16, 19]],
  ['Mastercard', 51, 55, [16]],
  ['Mastercard from 2017', 2221, 2720, [16]],
  ['American Express', 34, 34, [15]],
  ['American Express', 37, 37, [15]],
  ['Discover', 6011, 6011, [16, 19]],
  ['Discover', 644, 659, [16, 19]],
  ['JCB', 3528, 3589, [16, 19]],
  ['UnionPay', 62, 62, [16, 17, 18, 19]],
  ['Diners Club', 300, 305, [14, 16]],
  ['Diners Club', 36, 36, [14, 19]],
  ['Diners Club', 38, 39, [14, 16]],
  ...[5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763].map(
    first => ['Maestro', first, first, [13, 16, 19]] as const,
  ),
]

/** What makes the sum of ISO/IEC 7812-1, annex B, a multiple of ten. */
function checkDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((all, digit, at) => {
    const counted = Number(digit) * (at % 2 === 0 ? 2 : 1)
    return all + Math.floor(counted / 10) + (counted % 10)
  }, 0)
  return (10 - (sum % 10)) % 10
}

const digitsOf = (length: number) =>
  fc.array(fc.nat(9), { minLength: length, maxLength: length }).map(digits => digits.join(''))

const cardOf = ([, first, last, lengths]: (typeof issuers)[number]) =>
  fc.tuple(fc.integer({ min: first, max: last }), fc.constantFrom(...lengths)).chain(([prefix, length]) =>
    digitsOf(length - String(prefix).length - 1).map(rest => {
      const digits = `${prefix}${rest}`
      return `${digits}${checkDigit(digits)}`
    }),
  )

/** As the number stands on a card, or in a form. */
function grouped(card: string, separator: string): string {
  if (separator === '') return card
  if (card.length === 15) return card.replace(/^(\d{4})(\d{6})/, `$1${separator}$2${separator}`)
  if (card.length === 14) return card.replace(/^(\d{4})(\d{6})/, `$1${separator}$2${separator}`)
  return card.replace(/\d{4}(?=\d)/g, `$&${separator}`)
}

const written = fc
  .tuple(fc.constantFrom(...issuers).chain(cardOf), fc.constantFrom('', ' ', '-'))
  .map(([card, separator]) => grouped(card, separator))

const around = [
  ['', ''],
  ['the card ', ' was refused'],
  ['card=', '&x=1'],
  ['"', '"'],
  ['[', ']'],
  ['1,', ',2'],
  ['order-', '.'],
  ['?q=pay%20', '%20now'],
  ['?q=%3D', '#x'],
  ['\\n', '\\n'],
  ['\\u00a0', '\\u0020'],
  ['#17 ', ': 12/27'],
] as const

test('the numbers of every issuer are masked, plain and in groups, wherever in a text they stand', () => {
  fc.assert(
    fc.property(written, fc.constantFrom(...around), (card, [before, after]) => {
      assert.equal(maskCards(`${before}${card}${after}`, mask), `${before}${mask}${after}`)
    }),
    { numRuns: 3000 },
  )
})

test('of groups of digits around a card no digit of the card is left', () => {
  for (const [text, masked] of [
    ['4111 1111 1111 1111 123', '•• 123'],
    ['17 4111 1111 1111 1111', '17 ••'],
    ['2026 4111 1111 1111 1111', '2026 ••'],
    ['4111111111111111 5500005555555559', '•• ••'],
    ['4111-1111-1111-1111 5500-0055-5555-5559', '•• ••'],
    ['622126 3100000000006', '••'],
    ['+4111111111111111', '+••'],
  ] as const)
    assert.equal(maskCards(text, mask), masked)
})

test('a number whose last digit is wrong is left', () => {
  fc.assert(
    fc.property(fc.constantFrom(...issuers).chain(cardOf), fc.integer({ min: 1, max: 9 }), (card, by) => {
      const text = `it is ${card.slice(0, -1)}${(Number(card.at(-1)) + by) % 10}.`
      assert.equal(maskCards(text, mask), text)
    }),
  )
})

test('a right number within a longer word, a decimal or hexadecimal digits is left', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...issuers).chain(cardOf),
      fc.constantFrom(['x', ''], ['', 'x'], ['_', ''], ['', '_'], ['0.', ''], ['', '.5'], ['0xa', ''], ['', 'e5']),
      (card, [before, after]) => {
        const text = `it is ${before}${card}${after}, they said`
        assert.equal(maskCards(text, mask), text)
      },
    ),
  )
})

test('times, ids, amounts, telephone numbers and lists of small numbers are left', () => {
  const time = fc.date({ min: new Date('2001-09-10'), max: new Date('2033-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(
      fc.oneof(
        time.map(date => date.toISOString()),
        time.map(date => String(date.getTime())),
        time.map(date => `${date.getTime()}000`),
        time.map(date => `${date.getTime()}000000`),
        time.map(date => date.toISOString().replace(/\D/g, '')),
        fc.uuid(),
        fc.double({ noNaN: true }).map(number => `0.${String(number).replace(/\D/g, '')}`),
        fc.stringMatching(/^[0-9a-f]{40}a$/),
        fc.stringMatching(/^[1-9]\d{19,40}$/),
        fc.stringMatching(/^[1-9]\d{0,11}$/),
        fc.stringMatching(/^\+[1-9]\d{9,14}$/),
        fc.array(fc.nat(999)).map(numbers => numbers.join(' ')),
        fc.stringMatching(/^1[0-9]{12,18}$/),
      ),
      text => assert.equal(maskCards(`at ${text} it was`, mask), `at ${text} it was`),
    ),
    { numRuns: 3000 },
  )
})

test('any text with cards in it keeps none of them, and masking twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), written)), parts => {
      const text = parts.map(([other, card]) => `${other}: ${card};`).join('')
      const once = maskCards(text, mask)
      for (const [, card] of parts) assert.ok(!once.includes(card), once)
      assert.equal(maskCards(once, mask), once)
    }),
  )
})

test('a card at the end of a long text that is made to be slow to search is found', () => {
  for (const seed of ['1', '1 ', '4111 ', '4111-', '1111 1111-', '%20', '\\u1111', '1234567-', '41111111111 '])
    assert.ok(
      maskCards(`${seed.repeat(Math.ceil(400_000 / seed.length))}x 4111111111111111`, mask).endsWith(`x ${mask}`),
    )
})

test('a card that stands as a number in the fields of a log entry is masked, a time is not', () => {
  assert.deepEqual(hideSecrets({ of: [4_111_111_111_111_111, 4_111_111_111_111_111n], at: 1_764_090_758_123 }), {
    of: ['••••••', '••••••'],
    at: 1_764_090_758_123,
  })
})
