import { randomUUID } from 'node:crypto'
import { isStateless } from '../../../call.ts'
import { type RpcFailure, rpcFailure } from '../../../errors.ts'
import type { Principal } from '../../../identity/principal.ts'
import type { Legacy } from '../../classify.ts'
import type { RpcMessage, RpcRequest } from '../../jsonrpc.ts'
import { introduce } from '../../revisions/legacy/introduce.ts'
import type { Service } from '../../service.ts'
import type { Exchange } from '../exchange.ts'
import type { KeepAlive } from '../keep-alive.ts'
import type { HttpLimits } from '../limits.ts'
import { type MessageStream, openPlainStream } from '../message-stream.ts'
import { PostReply } from '../post-reply.ts'
import { refuse } from '../refuse.ts'
import { track } from '../track.ts'
import { checkVersion, type SessionGate } from './session-gate.ts'
import { openSessionStream } from './session-stream.ts'
import { serveStream } from './standing-stream.ts'
import { type Addressee, type Posted, sessionAddressee, strangerAddressee, takeMessages } from './take-messages.ts'

export interface LegacyEndpointParts {
  readonly service: Service
  readonly limits: HttpLimits
  readonly keepAlive: KeepAlive
  /** Undefined: every request stands alone. */
  readonly gate: SessionGate | undefined
}

/** Streamable HTTP of the revisions up to 2025-11-25: sessions, their streams, and POSTs within them. */
export class LegacyEndpoint {
  readonly #parts: LegacyEndpointParts

  constructor(parts: LegacyEndpointParts) {
    this.#parts = parts
  }

  /** A POST whose body is 2025-era traffic. */
  servePost(
    exchange: Exchange,
    cors: readonly string[],
    principal: Principal,
    { body, length }: { readonly body: unknown; readonly length: number },
    { reason }: Legacy,
  ): void {
    if (!accepts(exchange, 'application/json') || !accepts(exchange, 'text/event-stream')) {
      return refuse(exchange, notAcceptable('both application/json and text/event-stream'), cors)
    }
    if (reason === 'initialize') return this.#initialize(exchange, cors, principal, body as RpcRequest, length)
    const isBatch = reason === 'batch'
    const posted: Posted = { messages: (isBatch ? body : [body]) as readonly RpcMessage[], isBatch, length }
    const wrong = checkBatch(posted, this.#parts.limits.batch)
    if (wrong) return refuse(exchange, wrong, cors)
    const { gate } = this.#parts
    if (!gate) return this.#serveStranger(exchange, cors, principal, posted)
    gate.find(exchange, cors, principal, live => {
      const { id, revision } = live.session
      const open = () => openSessionStream(exchange, cors, gate.state, id, revision)
      this.#take(exchange, cors, posted, sessionAddressee(live, principal, gate.state), open)
    })
  }

  /** GET opens or resumes a stream of a session, DELETE ends the session. */
  serveSessionRequest(exchange: Exchange, cors: readonly string[], principal: Principal): void {
    const { gate, keepAlive } = this.#parts
    const version = exchange.header('mcp-protocol-version')
    if (!gate || (version !== undefined && isStateless(version))) {
      return refuse(exchange, rpcFailure('METHOD_NOT_ALLOWED'), ['Allow', 'POST', ...cors])
    }
    if (exchange.method === 'DELETE') {
      return gate.find(exchange, cors, principal, live => gate.end(exchange, cors, live))
    }
    if (!accepts(exchange, 'text/event-stream')) return refuse(exchange, notAcceptable('text/event-stream'), cors)
    gate.find(exchange, cors, principal, live => serveStream(exchange, cors, live, gate, keepAlive))
  }

  #initialize(
    exchange: Exchange,
    cors: readonly string[],
    principal: Principal,
    request: RpcRequest,
    length: number,
  ): void {
    const { service, gate } = this.#parts
    const sessionId = gate && randomUUID()
    introduce({
      request,
      principal,
      service,
      reply: new PostReply(exchange, () => openPlainStream(exchange, cors), cors, length),
      sessionId,
      welcome(introduction, answer) {
        if (gate && sessionId !== undefined)
          gate.create(exchange, cors, principal, { ...introduction, id: sessionId }, answer)
        else exchange.answer(200, cors, answer)
      },
      refuse: failure => refuse(exchange, failure, cors, request.id),
    })
  }

  #serveStranger(exchange: Exchange, cors: readonly string[], principal: Principal, posted: Posted): void {
    const version = exchange.header('mcp-protocol-version')
    const unsupported = checkVersion(version)
    if (unsupported) return refuse(exchange, unsupported, cors)
    this.#take(exchange, cors, posted, strangerAddressee(version, principal, this.#parts.service.clock), () =>
      openPlainStream(exchange, cors),
    )
  }

  #take(
    exchange: Exchange,
    cors: readonly string[],
    posted: Posted,
    addressee: Addressee,
    open: () => MessageStream,
  ): void {
    const reply = takeMessages(exchange, cors, posted, addressee, this.#parts.service, open)
    if (reply && !reply.done) track(this.#parts.keepAlive, reply, exchange)
  }
}

function accepts(exchange: Exchange, type: string): boolean {
  return exchange.header('accept')?.includes(type) ?? false
}

function notAcceptable(what: string): RpcFailure {
  return rpcFailure('NOT_ACCEPTABLE', { message: `Not Acceptable: accept ${what}` })
}

function checkBatch({ messages }: Posted, limit: number): RpcFailure | undefined {
  if (messages.length > limit) {
    return rpcFailure('INVALID_REQUEST', { message: `Bad Request: at most ${limit} messages fit a batch` })
  }
  if (messages.some(message => 'method' in message && message.method === 'initialize')) {
    return rpcFailure('INVALID_REQUEST', { message: 'Bad Request: initialize stands alone' })
  }
  return undefined
}
