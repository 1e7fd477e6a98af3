import { type LogLevel, logLevels, type Outcome } from '../../../call.ts'
import { RpcError, rpcFailure } from '../../../errors.ts'
import type { Principal } from '../../../identity/principal.ts'
import type { JsonObject } from '../../../json.ts'
import { type MaybePromise, whenReady } from '../../../maybe-promise.ts'
import type { SessionChanges } from '../../../session/session.ts'
import { settle } from '../../answer.ts'
import { extensionMethod } from '../../extension.ts'
import { explainHangUp } from '../../hang-up.ts'
import { isRequestId, type RpcNotification, type RpcRequest } from '../../jsonrpc.ts'
import { refuse, requireKeptUri } from '../../methods/check-params.ts'
import { quoteForeign } from '../../quote-foreign.ts'
import type { Reply } from '../../reply.ts'
import type { Service } from '../../service.ts'
import { WireCall } from '../../wire-call.ts'
import { LegacyConversation } from './conversation.ts'
import { encodeOutcome } from './encode-result.ts'
import { answerInitialize, readInitialize } from './initialize.ts'
import { emptyResult, methods } from './methods.ts'
import type { LegacyClient, LegacyPeer } from './peer.ts'

/** URIs that one session may subscribe to. */
const maxSubscriptions = 1000

/** Whom a message came from, and how what it changes is remembered. */
export interface LegacyParty {
  readonly client: LegacyClient
  readonly peer: LegacyPeer
  readonly principal: Principal
  readonly subscriptions: readonly string[]
  /** Keeps changes in the session; undefined where there is none. */
  remember?(changes: SessionChanges): MaybePromise<void>
  /** Whether a hang-up ends the call: only where its answer cannot be fetched later. */
  readonly endsWithReply: boolean
}

/** Answers one request of the 2025 era (but `initialize` over HTTP, which makes the session). */
export function serveRequest(request: RpcRequest, party: LegacyParty, service: Service, reply: Reply): void {
  const { id, method } = request
  const { client, peer } = party
  const isFull = peer.full
  const conversation = new LegacyConversation(client, peer, reply)
  const call = new WireCall(method, request.params ?? {}, party.principal, conversation, service)
  call.record.came(reply)
  let settled = false
  settle(
    call,
    service,
    () => (isFull ? tooMany : dispatch(call, party, service)),
    outcome => {
      settled = true
      // The id may be that of a call that still runs.
      if (!isFull) peer.ended(id)
      // A cancelled request gets no answer (2025-11-25, "Cancellation").
      if (conversation.aborted) {
        reply.finish()
        return ''
      }
      const text = encodeOutcome(id, method, client.revision, outcome)
      reply.answer(text, 200)
      return text
    },
  )
  if (settled) return
  peer.started(id, reason => conversation.abort(reason))
  if (party.endsWithReply) reply.onGone(how => conversation.abort(explainHangUp(how)))
}

const tooMany: Outcome = { kind: 'failure', failure: rpcFailure('TOO_MANY_CALLS') }

/** Takes a notification of the 2025 era. Unknown ones are ignored. */
export function takeNotification({ method, params }: RpcNotification, peer: Pick<LegacyPeer, 'cancel'>): void {
  if (method !== 'notifications/cancelled') return
  const requestId = params?.requestId
  const reason = params?.reason
  if (isRequestId(requestId)) peer.cancel(requestId, typeof reason === 'string' ? reason : undefined)
}

function dispatch(call: WireCall, party: LegacyParty, service: Service): MaybePromise<Outcome> {
  const { method, params } = call
  const handler = methods.get(method)
  if (handler) return handler(call, service)
  switch (method) {
    case 'initialize':
      return { kind: 'result', result: answerInitialize(service, readInitialize(params).revision) }
    case 'logging/setLevel':
      return setLevel(params, party)
    case 'resources/subscribe':
      return subscribe(requireKeptUri(params, 'uri'), party)
    case 'resources/unsubscribe':
      return unsubscribe(requireKeptUri(params, 'uri'), party)
    default:
      return answerExtension(call, service)
  }
}

function answerExtension(call: WireCall, { extensions }: Service): MaybePromise<Outcome> {
  const handler = extensionMethod(extensions, call.method)
  if (handler) return handler(call)
  throw new RpcError('METHOD_NOT_FOUND', { message: `Method not found: ${quoteForeign(call.method)}` })
}

function setLevel(params: JsonObject, party: LegacyParty): MaybePromise<Outcome> {
  const level = params.level
  if (!(logLevels as readonly unknown[]).includes(level)) throw refuse(`"level" must be one of ${logLevels.join(', ')}`)
  return whenReady(party.remember?.({ logLevel: level as LogLevel }), () => emptyResult)
}

function subscribe(uri: string, party: LegacyParty): MaybePromise<Outcome> {
  if (party.subscriptions.includes(uri)) return emptyResult
  if (party.subscriptions.length >= maxSubscriptions) throw new RpcError('TOO_MANY_SUBSCRIPTIONS')
  return whenReady(party.remember?.({ subscriptions: [...party.subscriptions, uri] }), () => emptyResult)
}

function unsubscribe(uri: string, party: LegacyParty): MaybePromise<Outcome> {
  return whenReady(
    party.remember?.({ subscriptions: party.subscriptions.filter(other => other !== uri) }),
    () => emptyResult,
  )
}
