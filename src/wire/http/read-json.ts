import { type RpcFailure, rpcFailure } from '../../errors.ts'
import { isTooDeep, isValueTooDeep } from './check-depth.ts'
import type { BodyRead, Exchange } from './exchange.ts'
import type { HttpLimits } from './limits.ts'

/** `length` is in UTF-8 bytes, or what was announced where the host has parsed already. */
type JsonRead = { readonly body: unknown; readonly length: number } | { readonly failed: RpcFailure }

/** Reads a body as JSON within the limits, or takes what the host has parsed already. */
export function readJson(exchange: Exchange, limits: HttpLimits, done: (read: JsonRead) => void): void {
  exchange.readBody(limits.body, read => done(decode(read, limits, exchange)))
}

function decode(read: BodyRead, limits: HttpLimits, exchange: Exchange): JsonRead {
  if ('refused' in read) return { failed: explain(read, limits) }
  if ('value' in read) {
    return isValueTooDeep(read.value, limits.depth)
      ? { failed: rpcFailure('JSON_TOO_DEEP') }
      : { body: read.value, length: Number(exchange.header('content-length') ?? 0) }
  }
  const text = withoutMark(read.text)
  if (isTooDeep(text, limits.depth)) return { failed: rpcFailure('JSON_TOO_DEEP') }
  try {
    return { body: JSON.parse(text) as unknown, length: read.bytes ?? Buffer.byteLength(text) }
  } catch {
    return { failed: rpcFailure('PARSE_ERROR') }
  }
}

/** A byte order mark may be ignored (RFC 8259, section 8.1). Some hosts take it off before, so it is nothing on any. */
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.replace(/^\uFEFF+/, '') : text
}

function explain({ refused }: Extract<BodyRead, { refused: unknown }>, limits: HttpLimits): RpcFailure {
  switch (refused) {
    case 'too-large':
      return rpcFailure('BODY_TOO_LARGE', { message: `Request body too large: at most ${limits.body} bytes` })
    case 'consumed':
      return rpcFailure('BODY_CONSUMED')
    case 'unreadable':
      return rpcFailure('PARSE_ERROR')
  }
}
