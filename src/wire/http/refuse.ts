import type { RpcFailure } from '../../errors.ts'
import { encodeFailure } from '../encode.ts'
import type { RequestId } from '../jsonrpc.ts'
import type { Exchange } from './exchange.ts'

/** Answers a request that goes no further. */
export function refuse(exchange: Exchange, failure: RpcFailure, headers: readonly string[] = [], id?: RequestId): void {
  const extra = failure.code === 'SHUTTING_DOWN' ? ['Retry-After', '5', ...headers] : headers
  exchange.answer(failure.http, extra, encodeFailure(id, failure))
}
