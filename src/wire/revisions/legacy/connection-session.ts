import { RpcError } from '../../../errors.ts'
import type { Principal } from '../../../identity/principal.ts'
import type { Session, SessionChanges } from '../../../session/session.ts'
import { encodeNotification } from '../../encode.ts'
import { isAnswer, isRequest, type RpcMessage, type RpcRequest } from '../../jsonrpc.ts'
import { describeEvent } from '../../notifications.ts'
import type { Reply } from '../../reply.ts'
import type { ResourceInterest } from '../../resource-interest.ts'
import type { Service } from '../../service.ts'
import { newestLegacy } from './dialect.ts'
import { readInitialize } from './initialize.ts'
import { type LegacyParty, serveRequest, takeNotification } from './legacy.ts'
import { LegacyPeer } from './peer.ts'

/** A 2025-era conversation that lives and dies with its connection: a pipe, or a stream of HTTP+SSE. */
export class ConnectionSession {
  readonly #principal: Principal
  readonly #service: Service
  readonly #interest: ResourceInterest
  readonly #send: (message: string) => void
  readonly #peer: LegacyPeer
  readonly #stopEvents: () => void
  #session: Session
  #initialized = false

  constructor(
    id: string,
    principal: Principal,
    service: Service,
    interest: ResourceInterest,
    send: (message: string) => void,
  ) {
    this.#principal = principal
    this.#service = service
    this.#interest = interest
    this.#send = send
    this.#peer = new LegacyPeer(service.clock)
    this.#session = {
      id,
      revision: newestLegacy,
      client: { capabilities: {} },
      principalId: principal.id,
      logLevel: undefined,
      subscriptions: [],
    }
    this.#stopEvents = service.bus.subscribe(event => {
      if (!this.#initialized || (event.kind === 'resource' && !this.#session.subscriptions.includes(event.uri))) return
      const { method, params } = describeEvent(event)
      send(encodeNotification(method, params))
    })
  }

  get principalId(): string {
    return this.#principal.id
  }

  /**
   * Takes one message; `reply` is made where it is a request, and it is answered for whoever signed it, whose scopes may
   * be others than those of who opened the connection.
   */
  take(message: RpcMessage, makeReply: () => Reply, principal: Principal = this.#principal): void {
    if (isAnswer(message)) this.#peer.answered(message)
    else if (isRequest(message)) {
      const reply = makeReply()
      if (message.method === 'initialize') this.#introduce(message)
      serveRequest(message, this.#party(principal), this.#service, reply)
    } else if ('method' in message) takeNotification(message, this.#peer)
  }

  /** A reply on the one stream that carries everything to the client. */
  streamReply(came: Pick<Reply, 'transport' | 'received' | 'traceparent' | 'tracestate'>): Reply {
    return {
      ...came,
      send: this.#send,
      answer: this.#send,
      finish: () => {},
      onGone: () => {},
      closeStream: () => {},
    }
  }

  /** The connection is over: running calls are aborted. */
  close(reason?: string): void {
    this.#stopEvents()
    this.#peer.close(reason)
    for (const uri of this.#session.subscriptions) this.#interest.remove(uri)
    this.#session = { ...this.#session, subscriptions: [] }
  }

  #introduce({ params }: RpcRequest): void {
    try {
      this.#session = { ...this.#session, ...readInitialize(params ?? {}) }
      this.#initialized = true
    } catch (error) {
      // Answered with the same refusal by the method itself.
      if (!(error instanceof RpcError)) throw error
    }
  }

  #party(principal: Principal): LegacyParty {
    const { id, revision, client, logLevel, subscriptions } = this.#session
    return {
      client: { revision, identity: client, sessionId: id, logLevel },
      peer: this.#peer,
      principal,
      subscriptions,
      remember: changes => this.#remember(changes),
      endsWithReply: false,
    }
  }

  #remember(changes: SessionChanges): void {
    const before = this.#session.subscriptions
    this.#session = { ...this.#session, ...changes }
    this.#interest.replace(before, this.#session.subscriptions)
  }
}
