import { isSecretKey } from './secret-keys.ts'

/**
 * `--name value`, `name=value`, `name: value` and `"name": "value"` up to where the value begins. A name is read from its
 * first character alone, so that the time is linear in the text.
 */
const openings =
  /(?<![\w.-])(?:(?<flag>--?[A-Za-z][\w-]*)(?:[ \t]{1,8}|=)|(?<name>[\w.][\w.-]*)(?<close>\\{0,3}["']?)\s{0,8}(?<sign>[=:])\s{0,8})/g

/** Names that are words of everyday language as well. */
const everyday = /^(?:key|pass|pin|token|otp|jwt|bearer|credentials?)$/i
/** Headers whose value goes on to the end of its line, and how that begins. */
const headers: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/^(?:proxy-)?authorization$/i, /(?:[A-Z][\w-]{1,30}[ \t]+)?[\w+/=.~-]{0,64}[0-9A-Z=][^\r\n"']*/y],
  [/^(?:set-)?cookie$/i, /[^\s=;"']{1,64}=[^\r\n"']*/y],
]
const quote = /\\{0,3}["']/y
const bare = /(?:[^\s"',;&\\]|\\(?!["'])){3,}/y
/** What follows a name in quotes is JSON, and ends where its object does. */
const literal = /[^\s"',;&\\{}[\]]{3,}/y
const tellsNothing = /^(?:null|none|undefined|true|false)$/i

/** The text with the value of each name that holds a secret masked. */
export function maskAssignments(text: string, mask: string): string {
  let masked = ''
  let copied = 0
  openings.lastIndex = 0
  for (let opening = openings.exec(text); opening; opening = openings.exec(text)) {
    const [start, end] = findValue(text, opening.index + opening[0].length, opening.groups as unknown as Opening)
    if (end <= start) continue
    masked += text.slice(copied, start) + mask
    copied = end
    openings.lastIndex = end
  }
  return copied === 0 ? text : masked + text.slice(copied)
}

interface Opening {
  readonly flag?: string
  readonly name?: string
  readonly close?: string
  readonly sign?: string
}

const none = [0, 0] as const

/** Where the secret stands; nowhere, where there is none. */
function findValue(text: string, at: number, { flag, name = '', close, sign }: Opening): readonly [number, number] {
  const key = flag?.replace(/^-+/, '') ?? name
  if (!isSecretKey(key)) return none
  const quoted = matchAt(quote, text, at)
  if (quoted !== undefined) {
    const start = at + quoted.length
    return [start, endOfQuoted(text, start, quoted)]
  }
  const header = headers.find(([named]) => named.test(key))
  const value = (header && matchAt(header[1], text, at)) ?? matchAt(close ? literal : bare, text, at)
  if (value === undefined || tellsNothing.test(value)) return none
  const isMeant = close ? true : flag === undefined ? isSecretValue(key, sign, value) : value.toLowerCase() !== key
  return isMeant ? [at, at + value.length] : none
}

/** Whether what follows a name without quotes is a secret, and not a sentence about it or the text of a program. */
function isSecretValue(key: string, sign: string | undefined, value: string): boolean {
  if (everyday.test(key))
    return /^(?:token|jwt|bearer)$/i.test(key) && sign === '=' ? !isWord(value) : looksRandom(value)
  // The working directory of a shell.
  if (key === 'PWD' && value.startsWith('/')) return false
  return sign === '=' || !isWord(value)
}

/** A word of a sentence, with what ends it. */
function isWord(value: string): boolean {
  return /^[A-Za-z]?[a-z]+[.,;:!?)]*$/.test(value)
}

/** To the same quote, with as many backslashes before it, or to the end of the line. */
function endOfQuoted(text: string, start: number, opening: string): number {
  // Read only as far as the value goes: to look for the end of the line would read the same text for each value in it.
  const isEscaped = opening.length > 1
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\n' || text.startsWith(opening, at)) return at
    if (!isEscaped && text[at] === '\\') at++
  }
  return text.length
}

function looksRandom(value: string): boolean {
  return value.length >= 16 && /\d/.test(value) && /[A-Za-z]/.test(value) && /^[\w+=.~-]+$/.test(value)
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}
