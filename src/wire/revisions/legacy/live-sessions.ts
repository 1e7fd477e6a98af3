import type { Clock } from '../../../clock.ts'
import { type MaybePromise, whenReady } from '../../../maybe-promise.ts'
import type { ServerEvent } from '../../../session/event-bus.ts'
import type { Session, SessionChanges, SessionState } from '../../../session/session.ts'
import { encodeNotification } from '../../encode.ts'
import { closing } from '../../hang-up.ts'
import { isRequestId } from '../../jsonrpc.ts'
import { describeEvent } from '../../notifications.ts'
import type { ResourceInterest } from '../../resource-interest.ts'
import type { Service } from '../../service.ts'
import type { LegacyParty } from './legacy.ts'
import { type LegacyClient, LegacyPeer } from './peer.ts'

/** The part of a session that lives on this node: its running calls, its questions, its standing stream. */
export interface LiveSession extends Omit<LegacyParty, 'principal'> {
  session: Session
  /** Where what concerns no call is written: the client's GET stream, once it has opened one. */
  standing: StandingStream | undefined
}

export interface StandingStream {
  /** Undefined until the log has opened it. */
  readonly streamId: string | undefined
  /** Whether the client is there; what is written meanwhile waits for its return. */
  readonly connected: boolean
  write(message: string): void
  /** The client came back to it on another connection. */
  resumed(connection: { detach(): void; onDetached(listener: () => void): void }): void
  /** Ends its connections. */
  detach(): void
  /** Nobody returns to this stream. */
  end(): void
}

/** The live sessions of this node, bounded by the sessions of the store: each ends with its session. */
export class LiveSessions {
  readonly #live = new Map<string, Live>()
  readonly #state: SessionState
  readonly #interest: ResourceInterest
  readonly #clock: Clock
  readonly #stopEvents: () => void

  constructor(state: SessionState, service: Service, interest: ResourceInterest) {
    this.#state = state
    this.#clock = service.clock
    this.#interest = interest
    state.sessions.onEnd(id => this.#end(id))
    this.#stopEvents = service.bus.subscribe(event => this.#tell(event))
  }

  get size(): number {
    return this.#live.size
  }

  /** The live side of a session that was just loaded from the store. */
  of(session: Session): LiveSession {
    const known = this.#live.get(session.id)
    if (known) {
      known.session = session
      return known
    }
    const live = new Live(session, this.#state, this.#interest, this.#clock)
    this.#live.set(session.id, live)
    return live
  }

  /** Ends the standing streams, so that a closing server need not wait for them; their clients reconnect elsewhere. */
  closeStanding(): void {
    for (const { standing } of this.#live.values()) standing?.detach()
  }

  endAll(): void {
    this.#stopEvents()
    for (const id of [...this.#live.keys()]) this.#end(id, closing)
  }

  #end(id: string, reason?: string): void {
    this.#live.get(id)?.close(reason)
    this.#live.delete(id)
  }

  #tell(event: ServerEvent): void {
    let text: string | undefined
    for (const { session, standing } of this.#live.values()) {
      if (!standing || (event.kind === 'resource' && !session.subscriptions.includes(event.uri))) continue
      const { method, params } = describeEvent(event)
      text ??= encodeNotification(method, params)
      standing.write(text)
    }
  }
}

class Live implements LiveSession {
  session: Session
  readonly peer: LegacyPeer
  readonly endsWithReply = false
  readonly client: LegacyClient
  standing: LiveSession['standing']
  readonly #state: SessionState
  readonly #interest: ResourceInterest
  readonly #stopListening: () => void

  constructor(session: Session, state: SessionState, interest: ResourceInterest, clock: Clock) {
    this.session = session
    this.client = clientOf(this)
    this.peer = new LegacyPeer(clock)
    this.#state = state
    this.#interest = interest
    this.#stopListening = state.channel.listen(session.id, message => {
      if (message.kind === 'answer') this.peer.answered(message.answer)
      else if (isRequestId(message.requestId)) this.peer.cancel(message.requestId, message.reason)
    })
    for (const uri of session.subscriptions) interest.add(uri)
  }

  get subscriptions(): readonly string[] {
    return this.session.subscriptions
  }

  remember(changes: SessionChanges): MaybePromise<void> {
    const before = this.session.subscriptions
    return whenReady(this.#state.sessions.update(this.session.id, changes), () => {
      this.session = { ...this.session, ...changes }
      this.#interest.replace(before, this.session.subscriptions)
    })
  }

  close(reason?: string): void {
    this.#stopListening()
    this.peer.close(reason)
    for (const uri of this.session.subscriptions) this.#interest.remove(uri)
  }
}

/** What a call sees of its client. The level is read when it is needed: an earlier message of a batch may have set it. */
function clientOf(live: { readonly session: Session }): LegacyClient {
  const { id, revision, client } = live.session
  return {
    revision,
    identity: client,
    sessionId: id,
    get logLevel() {
      return live.session.logLevel
    },
  }
}
