import { maskSecrets } from '../secret-shapes.ts'
import { hideSecrets } from './hide-secrets.ts'

/** Characters that one text of a record has at most. */
const maxLength = 256
/** More than that is not even looked at. */
const maxRead = 4096
/** Characters of arguments or of a result, as JSON. */
const maxContents = 16 * 1024

/** A text from outside as a record holds it: without what looks like a secret, and of bounded length. */
export function recordText(text: string): string {
  return cut(maskSecrets(text.length > maxRead ? text.slice(0, maxRead) : text), maxLength)
}

/** Arguments or a result as a record holds them: with secrets masked; what is long as the beginning of its JSON. */
export function recordContents(value: unknown): unknown {
  const json = JSON.stringify(hideSecrets(value))
  if (json === undefined) return undefined
  return json.length > maxContents ? cut(json, maxContents) : (JSON.parse(json) as unknown)
}

/** Never cuts a character of two units in half. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return `${text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length)}…`
}
