import { randomUUID } from 'node:crypto'
import type { Revision } from '../../call.ts'
import { RpcError, type RpcErrorCode, type RpcFailure, rpcFailure } from '../../errors.ts'
import { anonymous } from '../../identity/principal.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import type { Session, SessionState } from '../../session/session.ts'
import type { Legacy } from '../classify.ts'
import { encodeResult } from '../encode.ts'
import { isAnswer, isRequest, type RpcMessage, type RpcRequest } from '../jsonrpc.ts'
import { assumedRevision, isLegacyRevision, legacyRevisions } from '../revisions/legacy/dialect.ts'
import { answerInitialize, readInitialize } from '../revisions/legacy/initialize.ts'
import { type LegacyParty, serveRequest, takeNotification } from '../revisions/legacy/legacy.ts'
import type { LiveSession, LiveSessions } from '../revisions/legacy/live-sessions.ts'
import { LegacyPeer } from '../revisions/legacy/peer.ts'
import type { Service } from '../service.ts'
import type { Exchange } from './exchange.ts'
import type { KeepAlive } from './keep-alive.ts'
import type { HttpLimits } from './limits.ts'
import { openPlainStream } from './message-stream.ts'
import { PostReply } from './post-reply.ts'
import { refuse } from './refuse.ts'
import { openSessionStream, resumeStream } from './session-stream.ts'
import { track } from './track.ts'

export interface LegacyEndpointParts {
  readonly service: Service
  readonly limits: HttpLimits
  readonly keepAlive: KeepAlive
  /** Undefined: every request stands alone, and what needs a session is refused. */
  readonly state: SessionState | undefined
  readonly live: LiveSessions | undefined
}

/** Streamable HTTP of the revisions up to 2025-11-25: sessions, their streams, and POSTs within them. */
export class LegacyEndpoint {
  readonly #parts: LegacyEndpointParts

  constructor(parts: LegacyEndpointParts) {
    this.#parts = parts
  }

  /** A POST whose body is 2025-era traffic. */
  servePost(exchange: Exchange, cors: readonly string[], body: unknown, { reason }: Legacy): void {
    const accept = exchange.header('accept')
    if (!accept?.includes('application/json') || !accept.includes('text/event-stream')) {
      return refuse(
        exchange,
        rpcFailure('NOT_ACCEPTABLE', { message: 'Not Acceptable: accept both application/json and text/event-stream' }),
        cors,
      )
    }
    if (reason === 'initialize') return this.#initialize(exchange, cors, body as RpcRequest)
    const messages = (reason === 'batch' ? body : [body]) as readonly RpcMessage[]
    const { batch } = this.#parts.limits
    if (messages.length > batch)
      return refuse(
        exchange,
        rpcFailure('INVALID_REQUEST', { message: `Bad Request: at most ${batch} messages fit a batch` }),
        cors,
      )
    if (messages.some(message => 'method' in message && message.method === 'initialize')) {
      return refuse(exchange, rpcFailure('INVALID_REQUEST', { message: 'Bad Request: initialize stands alone' }), cors)
    }
    const isBatch = reason === 'batch'
    if (!this.#parts.state) return this.#serveStateless(exchange, cors, messages, isBatch)
    this.#withSession(exchange, cors, live => this.#serveInSession(exchange, cors, messages, isBatch, live))
  }

  /** GET opens or resumes a stream of a session, DELETE ends the session. */
  serveSessionRequest(exchange: Exchange, cors: readonly string[]): void {
    const version = exchange.header('mcp-protocol-version')
    if (!this.#parts.state || (version !== undefined && version >= '2026-07-28')) {
      return refuse(exchange, rpcFailure('METHOD_NOT_ALLOWED'), ['Allow', 'POST', ...cors])
    }
    const isGet = exchange.method === 'GET'
    if (isGet && !exchange.header('accept')?.includes('text/event-stream')) {
      return refuse(
        exchange,
        rpcFailure('NOT_ACCEPTABLE', { message: 'Not Acceptable: accept text/event-stream' }),
        cors,
      )
    }
    this.#withSession(exchange, cors, live =>
      isGet ? this.#openStream(exchange, cors, live) : this.#end(exchange, cors, live.session),
    )
  }

  #initialize(exchange: Exchange, cors: readonly string[], { id, params }: RpcRequest): void {
    const { service, state } = this.#parts
    try {
      const { revision, client } = readInitialize(params ?? {})
      const outcome = answerInitialize(service, revision)
      const answer = encodeResult(id, JSON.stringify('result' in outcome ? outcome.result : {}))
      if (!state) return exchange.answer(200, cors, answer)
      const session: Session = {
        id: randomUUID(),
        revision,
        client,
        principalId: anonymous.id,
        logLevel: undefined,
        subscriptions: [],
      }
      this.#proceed(exchange, state.sessions.create(session), () =>
        exchange.answer(200, ['Mcp-Session-Id', session.id, ...cors], answer),
      )
    } catch (error) {
      if (!(error instanceof RpcError)) throw error
      refuse(exchange, error.failure, cors, id)
    }
  }

  /** Finds the session a request names, checks that it may be used, and goes on with its live side. */
  #withSession(exchange: Exchange, cors: readonly string[], next: (live: LiveSession) => void): void {
    const { state, live } = this.#parts
    const fail = (code: RpcErrorCode) => refuse(exchange, rpcFailure(code), cors)
    const id = exchange.header('mcp-session-id')
    if (!state || !live || id === undefined || id === '') return fail('SESSION_REQUIRED')
    this.#proceed(exchange, state.sessions.load(id), session => {
      if (!session || session.principalId !== anonymous.id) return fail('SESSION_NOT_FOUND')
      const unsupported = checkVersion(exchange.header('mcp-protocol-version'))
      if (unsupported) return refuse(exchange, unsupported, cors)
      return next(live.of(session))
    })
  }

  #serveInSession(
    exchange: Exchange,
    cors: readonly string[],
    messages: readonly RpcMessage[],
    isBatch: boolean,
    live: LiveSession,
  ): void {
    const { session, peer } = live
    const { state, keepAlive } = this.#parts
    const party: LegacyParty = {
      client: {
        revision: session.revision,
        identity: session.client,
        sessionId: session.id,
        // What an earlier message of a batch changed holds for the later ones.
        get logLevel() {
          return live.session.logLevel
        },
      },
      peer,
      principal: anonymous,
      get subscriptions() {
        return live.session.subscriptions
      },
      remember: changes => live.remember(changes),
      endsWithReply: false,
    }
    const channel = state?.channel
    const open = () => openSessionStream(exchange, cors, (state as SessionState).streams, session.id, session.revision)
    const cancel = (requestId: string | number, reason: string | undefined) =>
      channel?.send(session.id, { kind: 'cancel', requestId, reason })
    const reply = this.#serveAll(exchange, cors, messages, isBatch, party, open, { cancel }, answer =>
      channel?.send(session.id, { kind: 'answer', answer }),
    )
    if (reply && !reply.done) track(keepAlive, reply, exchange)
  }

  #serveStateless(
    exchange: Exchange,
    cors: readonly string[],
    messages: readonly RpcMessage[],
    isBatch: boolean,
  ): void {
    const version = exchange.header('mcp-protocol-version')
    const unsupported = checkVersion(version)
    if (unsupported) return refuse(exchange, unsupported, cors)
    const peer = new LegacyPeer()
    const party: LegacyParty = {
      client: {
        revision: (version as Revision | undefined) ?? assumedRevision,
        identity: noClient,
        sessionId: undefined,
        logLevel: undefined,
      },
      peer,
      principal: anonymous,
      subscriptions: [],
      remember: undefined,
      endsWithReply: true,
    }
    const open = () => openPlainStream(exchange, cors)
    const reply = this.#serveAll(exchange, cors, messages, isBatch, party, open, peer, () => {})
    if (reply && !reply.done) track(this.#parts.keepAlive, reply, exchange)
  }

  /** Takes every message of a POST; returns the reply where one of them is a request. */
  #serveAll(
    exchange: Exchange,
    cors: readonly string[],
    messages: readonly RpcMessage[],
    isBatch: boolean,
    party: LegacyParty,
    open: ConstructorParameters<typeof PostReply>[1],
    canceller: { cancel(requestId: string | number, reason: string | undefined): void },
    answered: (answer: unknown) => void,
  ): PostReply | undefined {
    const requests = messages.filter(isRequest)
    const reply =
      requests.length === 0 ? undefined : new PostReply(exchange, open, cors, isBatch ? requests.length : undefined)
    if (party.client.sessionId !== undefined && prefersStream(exchange.header('accept'))) reply?.startStream()
    for (const message of messages) {
      if (reply && isRequest(message)) serveRequest(message, party, this.#parts.service, reply)
      else if (isAnswer(message)) answered(message)
      else if ('method' in message) takeNotification(message, canceller)
    }
    if (!reply) exchange.answer(202, cors, '')
    return reply
  }

  #openStream(exchange: Exchange, cors: readonly string[], live: LiveSession): void {
    const { state, keepAlive } = this.#parts
    const { session } = live
    const streams = (state as SessionState).streams
    const lastEventId = exchange.header('last-event-id')
    if (lastEventId !== undefined && lastEventId !== '') {
      const keep: Parameters<typeof resumeStream>[5] = (stream, onClose) => {
        keepAlive.add(stream)
        onClose(() => keepAlive.remove(stream))
      }
      this.#proceed(exchange, resumeStream(exchange, cors, streams, session.id, lastEventId, keep), known => {
        if (!known) refuse(exchange, rpcFailure('EVENT_NOT_FOUND'), cors)
      })
      return
    }
    if (live.standing?.connected) return refuse(exchange, rpcFailure('STREAM_CONFLICT'), cors)
    const stream = openSessionStream(exchange, cors, streams, session.id, session.revision)
    const standing = {
      connected: true,
      write: (message: string) => stream.write(message),
      close: () => stream.detach(),
    }
    live.standing = standing
    keepAlive.add(stream)
    stream.onDetached(() => {
      standing.connected = false
      keepAlive.remove(stream)
    })
  }

  #end(exchange: Exchange, cors: readonly string[], session: Session): void {
    const { sessions } = this.#parts.state as SessionState
    this.#proceed(exchange, sessions.end(session.id), () => exchange.answer(200, cors, ''))
  }

  /** Goes on once the store has answered; a store that fails is told to the operator, not to the client. */
  #proceed<T>(exchange: Exchange, stored: MaybePromise<T>, next: (value: T) => void): void {
    if (!isPromise(stored)) return next(stored)
    stored.then(next).catch(error => {
      this.#parts.service.logger.error('session.store_failed', { error })
      refuse(exchange, rpcFailure('INTERNAL_ERROR'))
    })
  }
}

/** A client that names streams first gets one from the start: then even a quick answer can be fetched again. */
function prefersStream(accept: string | undefined): boolean {
  return accept?.trimStart().startsWith('text/event-stream') ?? false
}

const noClient = { info: undefined, capabilities: {} }

/** A version header must name a revision that we speak in this era (2025-11-25, "Protocol Version Header"). */
function checkVersion(version: string | undefined): RpcFailure | undefined {
  if (version === undefined || isLegacyRevision(version)) return undefined
  const message = `Bad Request: Unsupported protocol version: ${version} (supported: ${legacyRevisions.join(', ')})`
  return rpcFailure('UNSUPPORTED_VERSION', { message, rpc: -32000 })
}
