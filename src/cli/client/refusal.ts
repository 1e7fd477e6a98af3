import { isJsonObject } from '../../json.ts'
import { mask } from '../../secret-shapes.ts'
import type { Endpoint } from './exchange.ts'

/** Characters of the server's words that are shown. */
const maxWords = 500

/** The server, or what stands in front of it, answered a request with an HTTP status instead of a message. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly status: number
  /** Whether the request said who asks. */
  readonly signedIn: boolean
  /** Where a redirect points to. */
  readonly target: string | undefined
  constructor(status: number, words: string, signedIn: boolean, target: string | undefined) {
    super(`The server answered ${status}: ${words}`)
    this.status = status
    this.signedIn = signedIn
    this.target = target
  }
}

/** What an answer without success says: in the server's own words, where it has some for people to read. */
export function readRefusal(endpoint: Endpoint, { status, headers }: Response, text: string): RefusedError {
  const location = status < 400 ? headers.get('location') : null
  const target = location === null ? undefined : (URL.parse(location, endpoint.url)?.href ?? location)
  const type = headers.get('content-type') ?? ''
  const words = target ? `it points to ${target}` : type.startsWith('text/plain') ? text : wordsIn(parseJson(text))
  const shown =
    readable(hideSent(words, endpoint)) ||
    process.getBuiltinModule('node:http').STATUS_CODES[status] ||
    'without a word'
  return new RefusedError(status, shown, Object.keys(endpoint.headers).length > 0, target)
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Where frameworks, JSON-RPC and OAuth (RFC 6749, section 5.2; RFC 9457, section 3.1) put what a person should read. */
function wordsIn(body: unknown): string {
  if (typeof body === 'string') return body
  if (!isJsonObject(body)) return ''
  const { message, error_description, detail, error } = body
  const found = [message, error_description, detail].find(words => typeof words === 'string' && words !== '')
  return typeof found === 'string' ? found : wordsIn(error)
}

/** A server may repeat what it was sent. */
function hideSent(words: string, { headers }: Endpoint): string {
  const sent = Object.values(headers).flatMap(value => [value, value.replace(/^\w+ +/, '')])
  return sent.filter(value => value !== '').reduce((text, value) => text.replaceAll(value, mask), words)
}

/** On one line, without what would steer the terminal. */
function readable(words: string): string {
  const line = words.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  return line.length > maxWords ? `${line.slice(0, maxWords)}…` : line
}
