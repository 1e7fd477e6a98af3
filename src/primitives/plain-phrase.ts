/** Beginnings of what zod says in English where an author says nothing else. */
const byDefault = /^(?:Invalid |Too (?:small|big): |Unrecognized keys?: )/

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  tuple: 'an array',
  undefined: 'left out',
  null: 'null',
}

interface Told {
  readonly message: string
  readonly code?: unknown
  readonly expected?: unknown
  readonly values?: unknown
  readonly options?: unknown
  readonly origin?: unknown
  readonly minimum?: unknown
  readonly maximum?: unknown
  readonly inclusive?: unknown
  readonly exact?: unknown
  readonly keys?: unknown
  readonly errors?: unknown
}

/** The problem as one would say it: `must be at least 1` instead of `Too small: expected number to be >=1`. An author's own words stay. */
export function plainPhrase(issue: { readonly message: string }): string {
  const told = issue as Told
  if (told.code === undefined || !byDefault.test(told.message)) return told.message
  return (
    rephrase(told) ?? told.message.replace(/^Invalid (?:string|number): /, '').replace(/^Invalid /, 'must be a valid ')
  )
}

function rephrase(told: Told): string | undefined {
  switch (told.code) {
    case 'invalid_type':
      return mistype(told)
    case 'invalid_value':
      return `must be ${anyOf(told.values)}`
    case 'too_small':
      return size(told, told.minimum, ['at least', 'more than'])
    case 'too_big':
      return size(told, told.maximum, ['at most', 'less than'])
    case 'unrecognized_keys':
      return `there is no ${anyOf(told.keys)}`
    case 'invalid_union':
      return union(told)
    default:
      return undefined
  }
}

function mistype({ message, expected }: Told): string {
  const received = /received (\w+)$/.exec(message)?.[1]
  if (received === undefined) return `must be ${kind(expected)}`
  if (received === 'undefined') return `is missing, must be ${kind(expected)}`
  // A number that is not whole is a number nevertheless.
  const isSame = kind(received) === kind(expected) || (expected === 'int' && received === 'number')
  return isSame ? `must be ${kind(expected)}` : `must be ${kind(expected)}, not ${kind(received)}`
}

function kind(type: unknown): string {
  return kinds[String(type)] ?? `a ${String(type)}`
}

function size({ origin, inclusive, exact }: Told, bound: unknown, [least, beyond]: readonly [string, string]): string {
  const extent = exact === true ? 'exactly' : inclusive === false ? beyond : least
  if (origin === 'string') return `must have ${extent} ${bound} characters`
  if (origin === 'array' || origin === 'set') return `must have ${extent} ${bound} items`
  return `must be ${extent} ${bound}`
}

function union({ errors, options }: Told): string {
  if (Array.isArray(options) && options.length > 0) return `must be ${anyOf(options)}`
  const forms = Array.isArray(errors) ? (errors as readonly (readonly Told[])[]) : []
  const types = forms.map(([first]) => (first?.code === 'invalid_type' ? kind(first.expected) : undefined))
  if (types.length === 0 || types.includes(undefined)) return 'fits none of the forms that it may have'
  return `must be ${[...new Set(types)].join(' or ')}`
}

function anyOf(values: unknown): string {
  if (!Array.isArray(values)) return String(values)
  const shown = values.map(value => (typeof value === 'string' ? JSON.stringify(value) : String(value)))
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`
}
