import { type Aborted, type ClientIdentity, type LogLevel, logLevels } from '../../../call.ts'
import { RpcError } from '../../../errors.ts'
import type { JsonObject } from '../../../json.ts'
import type { Conversation, Question } from '../../conversation.ts'
import { encodeNotification } from '../../encode.ts'
import { metaOf } from '../../envelope.ts'
import { explainHangUp } from '../../hang-up.ts'
import { metaKeys } from '../../meta-keys.ts'
import type { Reply } from '../../reply.ts'
import { modernRevision } from './dialect.ts'
import { Rounds } from './rounds.ts'

/** A request of 2026-07-28: all it knows of its client came with it, and questions go back as its result. */
export class ModernConversation implements Conversation {
  readonly revision = modernRevision
  readonly sessionId = undefined
  readonly client: ClientIdentity
  readonly #meta: JsonObject
  readonly #reply: Reply
  readonly rounds: Rounds

  constructor(params: JsonObject, reply: Reply) {
    this.#meta = metaOf(params) ?? {}
    this.#reply = reply
    this.client = {
      info: this.#meta[metaKeys.clientInfo] as JsonObject | undefined,
      capabilities: (this.#meta[metaKeys.clientCapabilities] ?? {}) as JsonObject,
    }
    this.rounds = new Rounds(params.inputResponses)
  }

  get logLevel(): LogLevel | undefined {
    const level = this.#meta[metaKeys.logLevel]
    return (logLevels as readonly unknown[]).includes(level) ? (level as LogLevel) : undefined
  }

  notify(method: string, params: JsonObject): void {
    this.#reply.send(encodeNotification(method, params))
  }

  ask<T>(question: Question, accept: (answer: JsonObject) => T | undefined | Promise<T | undefined>): Promise<T> {
    return this.rounds.ask(question, accept)
  }

  lacking(capabilities: JsonObject): Error {
    return new RpcError('CLIENT_CAPABILITY_MISSING', { data: { requiredCapabilities: capabilities } })
  }

  onAbort(listener: (reason: Aborted) => void): void {
    this.#reply.onGone(how => listener(explainHangUp(how)))
  }

  /** There is nothing to come back for: the stream carries the answer. */
  closeStream(): void {}
}
