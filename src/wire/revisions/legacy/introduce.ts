import type { Outcome } from '../../../call.ts'
import { RpcError, type RpcFailure } from '../../../errors.ts'
import type { Principal } from '../../../identity/principal.ts'
import { settle } from '../../answer.ts'
import type { RpcRequest } from '../../jsonrpc.ts'
import type { Reply } from '../../reply.ts'
import type { Service } from '../../service.ts'
import { WireCall } from '../../wire-call.ts'
import { LegacyConversation } from './conversation.ts'
import { newestLegacy } from './dialect.ts'
import { encodeOutcome } from './encode-result.ts'
import { answerInitialize, type Introduction, readInitialize } from './initialize.ts'
import { type LegacyClient, LegacyPeer } from './peer.ts'

export interface IntroductionParts {
  readonly request: RpcRequest
  readonly principal: Principal
  readonly service: Service
  readonly reply: Reply
  /** What the session is going to be called, where there is one. */
  readonly sessionId: string | undefined
  /** Answers with this text, and makes the session. */
  welcome(introduction: Introduction, answer: string): void
  refuse(failure: RpcFailure): void
}

/** Answers `initialize` where it comes before the session. It is recorded like every call. */
export function introduce({ request, principal, service, reply, sessionId, ...done }: IntroductionParts): void {
  const { id, method, params = {} } = request
  const read = tryRead(params)
  const isKnown = !(read instanceof RpcError)
  const client: LegacyClient = {
    revision: isKnown ? read.revision : newestLegacy,
    identity: isKnown ? read.client : { capabilities: {} },
    sessionId: isKnown ? sessionId : undefined,
    logLevel: undefined,
  }
  const conversation = new LegacyConversation(client, new LegacyPeer(service.clock), reply)
  const call = new WireCall(method, params, principal, conversation, service)
  call.record.came(reply)
  const answer = (): Outcome => {
    if (!isKnown) throw read
    return { kind: 'result', result: answerInitialize(service, read.revision) }
  }
  settle(call, service, answer, outcome => {
    const text = encodeOutcome(id, method, client.revision, outcome)
    if (isKnown && outcome.kind !== 'failure') done.welcome(read, text)
    else if (outcome.kind === 'failure') done.refuse(outcome.failure)
    return text
  })
}

function tryRead(params: Parameters<typeof readInitialize>[0]): Introduction | RpcError {
  try {
    return readInitialize(params)
  } catch (error) {
    if (error instanceof RpcError) return error
    throw error
  }
}
