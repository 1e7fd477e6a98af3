import type { Revision } from '../../../call.ts'
import type { Clock } from '../../../clock.ts'
import type { Principal } from '../../../identity/principal.ts'
import type { MaybePromise } from '../../../maybe-promise.ts'
import type { SessionChanges, SessionState } from '../../../session/session.ts'
import { isAnswer, isRequest, type RpcMessage } from '../../jsonrpc.ts'
import { assumedRevision } from '../../revisions/legacy/dialect.ts'
import { type LegacyParty, serveRequest, takeNotification } from '../../revisions/legacy/legacy.ts'
import type { LiveSession } from '../../revisions/legacy/live-sessions.ts'
import { LegacyPeer } from '../../revisions/legacy/peer.ts'
import type { Service } from '../../service.ts'
import type { Exchange } from '../exchange.ts'
import type { MessageStream } from '../message-stream.ts'
import { PostReply } from '../post-reply.ts'

/** What came in one POST. */
export interface Posted {
  readonly messages: readonly RpcMessage[]
  readonly isBatch: boolean
  /** Characters of the whole. */
  readonly length: number
}

/** Whom the messages of a POST concern beside the calls they start. */
export interface Addressee {
  readonly party: LegacyParty
  cancel(requestId: string | number, reason: string | undefined): void
  answered(answer: unknown): void
}

/** Takes every message of a POST; returns the reply where one of them is a request. */
export function takeMessages(
  exchange: Exchange,
  cors: readonly string[],
  { messages, isBatch, length }: Posted,
  addressee: Addressee,
  service: Service,
  openStream: () => MessageStream,
): PostReply | undefined {
  const { party } = addressee
  const requests = messages.filter(isRequest).length
  const reply =
    requests === 0
      ? undefined
      : new PostReply(exchange, openStream, cors, Math.ceil(length / messages.length), isBatch ? requests : undefined)
  if (party.client.sessionId !== undefined && prefersStream(exchange.header('accept'))) reply?.startStream()
  for (const message of messages) {
    if (reply && isRequest(message)) serveRequest(message, party, service, reply)
    else if (isAnswer(message)) addressee.answered(message)
    else if ('method' in message) takeNotification(message, addressee)
  }
  if (!reply) exchange.answer(202, cors, '')
  return reply
}

/** A client that names streams first gets one from the start: then even a quick answer can be fetched again. */
function prefersStream(accept: string | undefined): boolean {
  return accept?.trimStart().startsWith('text/event-stream') ?? false
}

/** A session: its running calls may be on another node, so what concerns them goes through the channel. */
export function sessionAddressee(live: LiveSession, principal: Principal, { channel }: SessionState): Addressee {
  const { id } = live.session
  return {
    party: new SessionParty(live, principal),
    cancel: (requestId, reason) => channel.send(id, { kind: 'cancel', requestId, reason }),
    answered: answer => channel.send(id, { kind: 'answer', answer }),
  }
}

/** A client that nothing is known of but this request. */
export function strangerAddressee(version: string | undefined, principal: Principal, clock: Clock): Addressee {
  const peer = new LegacyPeer(clock)
  const revision = (version as Revision | undefined) ?? assumedRevision
  const party: LegacyParty = {
    client: { revision, identity: { capabilities: {} }, sessionId: undefined, logLevel: undefined },
    peer,
    principal,
    subscriptions: [],
    endsWithReply: true,
  }
  return { party, cancel: (requestId, reason) => peer.cancel(requestId, reason), answered: () => {} }
}

/** A session as one request meets it: made for whoever signed this request, whose scopes may have changed since the last. */
class SessionParty implements LegacyParty {
  readonly endsWithReply = false
  readonly principal: Principal
  readonly #live: LiveSession

  constructor(live: LiveSession, principal: Principal) {
    this.#live = live
    this.principal = principal
  }

  get client(): LegacyParty['client'] {
    return this.#live.client
  }

  get peer(): LegacyPeer {
    return this.#live.peer
  }

  get subscriptions(): readonly string[] {
    return this.#live.subscriptions
  }

  remember(changes: SessionChanges): MaybePromise<void> {
    return this.#live.remember?.(changes)
  }
}
