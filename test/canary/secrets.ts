/** A secret, and the part of it that must be found nowhere. */
export interface Canary {
  readonly text: string
  readonly needle: string
}

let planted = 0
const all: { readonly place: string; readonly needle: string }[] = []

/** Letters and digits that stand nowhere else, upper and lower case mixed as in real keys. */
function core(length: number): string {
  const digits = 'Q7w3E9r2T5y8U1i4O6pA0sDfGhJkLzXcVbNm'
  let text = ''
  for (let seed = ++planted * 7919 + 13; text.length < length; seed = (seed * 48_271) % 2_147_483_647)
    text += digits[seed % digits.length]
  return text
}

/** A card number of Visa that stands nowhere else. */
function cardNumber(): string {
  const digits = `4${String((++planted * 7919 + 13) * 48_271).padStart(14, '7')}`
  // Each second digit from the right of the whole number counts twice (Luhn).
  const sum = [...digits].reduce((all, digit, at) => {
    const counted = Number(digit) * (at % 2 === 0 ? 2 : 1)
    return all + (counted > 9 ? counted - 9 : counted)
  }, 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}

/** Every look by which a secret is known, with a needle of its own. */
export const shapes = {
  github: () => make(core(36), needle => `ghp_${needle}`),
  model: () => make(core(40), needle => `sk-${needle}`),
  bearer: () => make(core(30), needle => `Bearer ${needle}`),
  token: () => make(core(24), needle => `eyJhbGciOiJIUzI1NiJ9.${needle}.${needle}`),
  url: () => make(core(20), needle => `postgres://app:${needle}@db.internal:5432/x`),
  query: () => make(core(20), needle => `https://api.example/v1?access_token=${needle}&x=1`),
  assignment: () => make(core(18), needle => `password=${needle}`),
  pem: () => make(core(64), needle => `-----BEGIN PRIVATE KEY-----\n${needle}\n-----END PRIVATE KEY-----`),
  card: () => make(cardNumber(), needle => needle),
  'grouped card': () => make(cardNumber().replace(/\d{4}(?=\d)/g, '$& '), needle => needle),
  slack: () => make(core(24), needle => `xoxb-${needle}`),
} as const

function make(needle: string, shape: (needle: string) => string): Canary {
  return { needle, text: shape(needle) }
}

/** Secrets of every shape within a sentence, remembered as planted at `place`. */
export function plantShaped(place: string): string {
  return Object.entries(shapes)
    .map(([shape, secret]) => {
      const { text, needle } = secret()
      all.push({ place: `${place} (${shape})`, needle })
      return `the ${shape} is ${text} here`
    })
    .join(' ')
}

/** A secret that has no look of its own, for places where only its key, or its place, says what it is. */
export function plantPlain(place: string): string {
  const needle = core(22)
  all.push({ place, needle })
  return needle
}

/** The number of a card as a number, not as text. */
export function plantCard(place: string): number {
  const needle = cardNumber()
  all.push({ place, needle })
  return Number(needle)
}

/** The planted secrets, but those of some places, that stand in these bytes: as they are, or as base64, hex or in a URL. */
export function found(bytes: string, except: readonly RegExp[] = []): readonly string[] {
  return all
    .filter(({ place }) => !except.some(pattern => pattern.test(place)))
    .filter(({ needle }) => formsOf(needle).some(form => bytes.includes(form)))
    .map(({ place }) => place)
}

function formsOf(needle: string): readonly string[] {
  const base64 = [0, 1, 2].map(shift =>
    Buffer.from(' '.repeat(shift) + needle)
      .toString('base64')
      .slice(4, -4),
  )
  return [needle, ...base64, Buffer.from(needle).toString('hex'), [...needle].reverse().join('')]
}

export function countPlanted(): number {
  return all.length
}
