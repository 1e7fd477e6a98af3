import { maskSecrets } from '../secret-shapes.ts'
import { hideSecrets } from './hide-secrets.ts'

/** Characters that one text of a record has at most. */
const maxLength = 256
/** More than that is not even looked at. */
const maxRead = 4096
/** Characters of arguments or of a result, as JSON. */
const maxContents = 16 * 1024
/** Characters of one text within them. */
const maxText = 64 * 1024
/** Members deeper than that are not recorded. */
const maxDepth = 64

/** A text from outside as a record holds it: without what looks like a secret, and of bounded length. */
export function recordText(text: string): string {
  return cut(maskSecrets(text.length > maxRead ? text.slice(0, maxRead) : text), maxLength)
}

/** Arguments or a result as a record holds them: with secrets masked; what is long as the beginning of its JSON. */
export function recordContents(value: unknown): unknown {
  const json = JSON.stringify(hideSecrets(shorten(value)))
  if (json === undefined) return undefined
  return json.length > maxContents ? cut(json, maxContents) : (JSON.parse(json) as unknown)
}

/** Without texts that are too long to be searched for secrets on the way of a call: images, files. */
function shorten(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.length > maxText ? `… (${value.length} characters)` : value
  if (value === null || typeof value !== 'object') return value
  if (depth >= maxDepth) return '…'
  if (Array.isArray(value)) return value.map(item => shorten(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, shorten(child, depth + 1)]))
}

/** Never cuts a character of two units in half. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return `${text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length)}…`
}
