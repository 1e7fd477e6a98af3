import type { Aborted, ClientIdentity, LogLevel, Revision } from '../call.ts'
import type { JsonObject } from '../json.ts'

/** What a running call may say to its client, and hear from it. Each era has its own. */
export interface Conversation {
  readonly revision: Revision
  readonly client: ClientIdentity
  readonly sessionId: string | undefined
  /** Messages below this level are not wanted; undefined: none are. */
  readonly logLevel: LogLevel | undefined
  notify(method: string, params: JsonObject): void
  /** Asks the client. `accept` turns its answer into a value, or undefined where the answer is malformed. */
  ask<T>(question: Question, accept: (answer: JsonObject) => T | undefined | Promise<T | undefined>): Promise<T>
  /** The error for a question that this client cannot be asked. */
  lacking(capabilities: JsonObject): Error
  /** Calls `listener` once when the client cancelled or went away for good. */
  onAbort(listener: (reason: Aborted) => void): void
  closeStream(): void
}

export interface Question {
  /** Chosen by the author, or undefined: then by the order of asking. */
  readonly key: string | undefined
  readonly method: 'elicitation/create' | 'sampling/createMessage' | 'roots/list'
  readonly params: JsonObject
}
