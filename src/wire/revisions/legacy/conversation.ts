import type { Aborted, ClientIdentity, LogLevel, Revision } from '../../../call.ts'
import { ToolError } from '../../../errors.ts'
import type { JsonObject } from '../../../json.ts'
import type { Conversation, Question } from '../../conversation.ts'
import { encodeNotification } from '../../encode.ts'
import type { Reply } from '../../reply.ts'
import type { LegacyClient, LegacyPeer } from './peer.ts'

/** A request of the 2025 era: questions are real requests to the client while the call waits. */
export class LegacyConversation implements Conversation {
  readonly #client: LegacyClient
  readonly #peer: LegacyPeer
  readonly #reply: Reply
  #listeners: ((reason: Aborted) => void)[] | undefined
  #aborted: Aborted | undefined

  constructor(client: LegacyClient, peer: LegacyPeer, reply: Reply) {
    this.#client = client
    this.#peer = peer
    this.#reply = reply
  }

  get revision(): Revision {
    return this.#client.revision
  }

  get client(): ClientIdentity {
    return this.#client.identity
  }

  get sessionId(): string | undefined {
    return this.#client.sessionId
  }

  /** A client that never set a level gets every message (2025-11-25, "Logging"). */
  get logLevel(): LogLevel {
    return this.#client.logLevel ?? 'debug'
  }

  get aborted(): boolean {
    return this.#aborted !== undefined
  }

  notify(method: string, params: JsonObject): void {
    if (!this.#aborted) this.#reply.send(encodeNotification(method, params))
  }

  async ask<T>(question: Question, accept: (answer: JsonObject) => T | undefined | Promise<T | undefined>): Promise<T> {
    const answer = await this.#peer.ask(question, this.#reply, listener => this.onAbort(listener))
    const accepted = await accept(answer)
    if (accepted !== undefined) return accepted
    throw new ToolError('The client gave an answer that does not fit the question.', {
      code: 'CLIENT_ANSWER_INVALID',
      next: 'Ask again.',
    })
  }

  lacking(capabilities: JsonObject): Error {
    return new ToolError(`This client did not declare ${Object.keys(capabilities).join(', ')}, which the tool needs.`, {
      code: 'CLIENT_CAPABILITY_MISSING',
      next: 'Use a client that has it, or a tool that does without.',
    })
  }

  onAbort(listener: (reason: Aborted) => void): void {
    if (this.#aborted) {
      listener(this.#aborted)
      return
    }
    this.#listeners ??= []
    this.#listeners.push(listener)
  }

  abort(reason: Aborted): void {
    if (this.#aborted) return
    this.#aborted = reason
    for (const listener of this.#listeners ?? []) listener(this.#aborted)
  }

  closeStream(): void {
    this.#reply.closeStream()
  }
}
