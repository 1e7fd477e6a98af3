import { isJsonObject, type JsonObject } from '../json.ts'
import { escapeControls } from './escape-controls.ts'
import { hideSecrets } from './hide-secrets.ts'

export interface TrafficFormat {
  /** Milliseconds since the epoch. */
  readonly time: number
  /** Characters of what a message carries; the rest is cut. Default 600. */
  readonly width?: number
}

/**
 * One protocol message as a line for people, with secrets masked and control characters escaped:
 *
 *     12:30:01.123 ← tools/call #3 {"name":"read_text_file","arguments":{"path":"notes.md"}}
 *     12:30:01.130 → #3 result {"content":[{"type":"text","text":"…
 */
export function formatTraffic(direction: 'in' | 'out', message: string, { time, width = 600 }: TrafficFormat): string {
  const head = `${new Date(time).toISOString().slice(11, 23)} ${direction === 'in' ? '←' : '→'}`
  const parsed = parse(message)
  if (Array.isArray(parsed)) return parsed.map(item => `${head} ${escapeControls(describe(item, width))}`).join('\n')
  return `${head} ${escapeControls(describe(parsed, width))}`
}

function describe(message: unknown, width: number): string {
  // What is no JSON is not a message: an HTTP status without a body, say.
  if (typeof message === 'string') return showBare(message, width)
  if (!isJsonObject(message)) return `not JSON-RPC ${show(message, width)}`
  const id = message['id'] === undefined ? '' : `#${showBare(message['id'], 60)} `
  if (typeof message['method'] === 'string')
    return `${showBare(message['method'], 100)} ${id}${show(message['params'], width)}`.trimEnd()
  if (isJsonObject(message['error'])) return `${id}error ${explain(message['error'], width)}`
  return `${id}result ${show(message['result'], width)}`
}

function explain(error: JsonObject, width: number): string {
  const data = error['data'] === undefined ? '' : ` ${show(error['data'], width)}`
  return `${showBare(error['code'], 60)} ${show(error['message'], width)}${data}`
}

/** As `show`, but text goes without its quotes. */
function showBare(value: unknown, width: number): string {
  return typeof value === 'string' ? cut(toJson(value).slice(1, -1), width) : show(value, width)
}

function show(value: unknown, width: number): string {
  return cut(toJson(metaLast(value)), width)
}

function toJson(value: unknown): string {
  return JSON.stringify(hideSecrets(value)) ?? ''
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width)}… (${text.length} characters)` : text
}

/** `_meta` is the same in every message of the 2026 era: what is cut is cut there first. */
function metaLast(value: unknown): unknown {
  if (!isJsonObject(value) || value['_meta'] === undefined) return value
  const { _meta, ...rest } = value
  return { ...rest, _meta }
}

function parse(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    return message
  }
}
