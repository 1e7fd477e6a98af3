import { randomUUID } from 'node:crypto'
import { type RpcErrorCode, rpcFailure } from '../../errors.ts'
import type { Principal } from '../../identity/principal.ts'
import { classify } from '../classify.ts'
import type { Exchange } from '../http/exchange.ts'
import type { KeepAlive } from '../http/keep-alive.ts'
import type { HttpLimits } from '../http/limits.ts'
import { encodeEvent, pingComment, streamHeaders } from '../http/message-stream.ts'
import { pathOf } from '../http/paths.ts'
import { readJson } from '../http/read-json.ts'
import { refuse } from '../http/refuse.ts'
import type { RpcMessage } from '../jsonrpc.ts'
import type { ResourceInterest } from '../resource-interest.ts'
import { ConnectionSession } from '../revisions/legacy/connection-session.ts'
import type { Service } from '../service.ts'

export interface SseEndpointParts {
  readonly service: Service
  readonly interest: ResourceInterest
  readonly limits: HttpLimits
  readonly keepAlive: KeepAlive
  /** Streams at once; one more is refused. */
  readonly maxStreams: number
}

/** Where the stream is opened and where messages are posted. */
const ssePath = '/sse'
const messagesPath = '/messages'

export function isSsePath(path: string): boolean {
  return path === ssePath || path === messagesPath
}

/**
 * The HTTP+SSE transport of 2024-11-05, deprecated since 2025-03-26: one stream carries everything to the client, its
 * messages are posted beside it. A session is its stream and ends with it. Off unless asked for.
 */
export class SseEndpoint {
  readonly #parts: SseEndpointParts
  readonly #sessions = new Map<string, ConnectionSession>()
  readonly #ends = new Map<string, () => void>()

  constructor(parts: SseEndpointParts) {
    this.#parts = parts
  }

  serve(exchange: Exchange, cors: readonly string[], principal: Principal): void {
    const path = pathOf(exchange.target)
    if (exchange.method === 'GET' && path === ssePath) return this.#openStream(exchange, cors, principal)
    if (exchange.method === 'POST' && path === messagesPath) return this.#takePost(exchange, cors, principal)
    refuse(exchange, rpcFailure('METHOD_NOT_ALLOWED'), cors)
  }

  close(): void {
    for (const end of [...this.#ends.values()]) end()
  }

  #openStream(exchange: Exchange, cors: readonly string[], principal: Principal): void {
    const { service, interest, keepAlive, maxStreams } = this.#parts
    if (this.#sessions.size >= maxStreams) return refuse(exchange, rpcFailure('TOO_MANY_STREAMS'), cors)
    const id = randomUUID()
    const bytes = exchange.stream(200, [...streamHeaders, ...cors])
    bytes.write(`event: endpoint\ndata: ${exchange.base}${messagesPath}?sessionId=${id}\n\n`)
    const session = new ConnectionSession(
      id,
      principal,
      service,
      interest,
      message => void bytes.write(encodeEvent(message)),
    )
    const pinged = { ping: () => void bytes.write(pingComment), place: 0 }
    const end = () => {
      if (!this.#ends.delete(id)) return
      this.#sessions.delete(id)
      keepAlive.remove(pinged)
      session.close()
      bytes.end()
    }
    this.#sessions.set(id, session)
    this.#ends.set(id, end)
    keepAlive.add(pinged)
    exchange.onGone(end)
  }

  #takePost(exchange: Exchange, cors: readonly string[], principal: Principal): void {
    const fail = (code: RpcErrorCode) => refuse(exchange, rpcFailure(code), cors)
    const id = new URLSearchParams(exchange.target.slice(exchange.target.indexOf('?') + 1)).get('sessionId') ?? ''
    const session = this.#sessions.get(id)
    if (session?.principalId !== principal.id) return fail('SESSION_NOT_FOUND')
    const { limits } = this.#parts
    readJson(exchange, limits, read => {
      if ('failed' in read) return refuse(exchange, read.failed, cors)
      // The stream may have ended while the body arrived.
      if (this.#sessions.get(id) !== session) return fail('SESSION_NOT_FOUND')
      const { body, length } = read
      if (classify({ body, versionHeader: undefined, methodHeader: undefined }).kind !== 'legacy')
        return fail('INVALID_REQUEST')
      const messages = (Array.isArray(body) ? body : [body]) as readonly RpcMessage[]
      if (messages.length > limits.batch) return fail('INVALID_REQUEST')
      exchange.answer(202, cors, '')
      const came = {
        transport: 'sse' as const,
        received: Math.ceil(length / messages.length),
        traceparent: exchange.header('traceparent'),
        tracestate: exchange.header('tracestate'),
      }
      for (const message of messages) session.take(message, () => session.streamReply(came), principal)
    })
  }
}
