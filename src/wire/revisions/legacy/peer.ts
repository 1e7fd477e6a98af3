import { Aborted, type ClientIdentity, type LogLevel, type Revision } from '../../../call.ts'
import type { Clock } from '../../../clock.ts'
import { RpcError, ToolError } from '../../../errors.ts'
import { isJsonObject, type JsonObject } from '../../../json.ts'
import type { Question } from '../../conversation.ts'
import { encodeNotification, encodeRequest } from '../../encode.ts'
import { isAnswer, type RequestId } from '../../jsonrpc.ts'
import type { Reply } from '../../reply.ts'

/** Questions to one client that wait for its answer. */
const maxOpenQuestions = 100
/** Milliseconds that a client gets to answer by itself, and those that a person gets. */
const programAnswersMs = 30_000
const personAnswersMs = 10 * 60_000
/** Calls of one client that run at the same time. A lost connection ends none of them, so they have a bound of their own. */
export const maxRunningCalls = 10_000

/** What a peer knows of its client: from its session, its connection, or, stateless, from nothing but the request. */
export interface LegacyClient {
  readonly revision: Revision
  readonly identity: ClientIdentity
  readonly sessionId: string | undefined
  readonly logLevel: LogLevel | undefined
}

interface Waiting {
  readonly resolve: (answer: JsonObject) => void
  readonly reject: (error: Error) => void
}

/**
 * The live side of a 2025-era client on this node: its running calls, which it may cancel, and our requests to it, which
 * it may answer. Everything that outlives this node is in the session.
 */
export class LegacyPeer {
  #aborts: Map<RequestId, (reason: Aborted) => void> | undefined
  #waiting: Map<RequestId, Waiting> | undefined
  #asked = 0
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** One call more would be too many. */
  get full(): boolean {
    return (this.#aborts?.size ?? 0) >= maxRunningCalls
  }

  /** Takes note of a running call; `abort` is called when the client cancels it. */
  started(id: RequestId, abort: (reason: Aborted) => void): void {
    this.#aborts ??= new Map()
    this.#aborts.set(id, abort)
  }

  ended(id: RequestId): void {
    this.#aborts?.delete(id)
  }

  cancel(id: RequestId, reason: string | undefined): void {
    this.#aborts?.get(id)?.(new Aborted('cancelled', reason ?? 'The client cancelled the call'))
  }

  /** Sends a request to the client ahead of the answer of a call, and waits for its answer. */
  ask(question: Question, reply: Reply, onAbort: (listener: (reason: Error) => void) => void): Promise<JsonObject> {
    this.#waiting ??= new Map()
    const waiting = this.#waiting
    if (waiting.size >= maxOpenQuestions) {
      throw new ToolError('Too many questions are waiting for this client.', {
        code: 'TOO_MANY_QUESTIONS',
        retryable: true,
        next: 'Answer the open ones first.',
      })
    }
    const id = `lintel-${++this.#asked}`
    return new Promise<JsonObject>((resolve, reject) => {
      const giveUp = (error: Error, reason: string) => {
        if (!waiting.delete(id)) return
        stopClock()
        reply.send(encodeNotification('notifications/cancelled', { requestId: id, reason }))
        reject(error)
      }
      const lifetime = question.method === 'roots/list' ? programAnswersMs : personAnswersMs
      const stopClock = this.#clock.after(lifetime, () => giveUp(unanswered(), 'No answer came'))
      waiting.set(id, {
        resolve: answer => {
          stopClock()
          resolve(answer)
        },
        reject: error => {
          stopClock()
          reject(error)
        },
      })
      onAbort(reason => giveUp(reason, 'The call was cancelled'))
      reply.send(encodeRequest(id, question.method, question.params))
    })
  }

  /** Takes the client's answer to one of our requests; unknown ones are ignored. */
  answered(answer: unknown): void {
    if (!isAnswer(answer) || answer.id === undefined) return
    const waiting = this.#waiting?.get(answer.id)
    if (!waiting) return
    this.#waiting?.delete(answer.id)
    if ('result' in answer && isJsonObject(answer.result)) waiting.resolve(answer.result)
    else
      waiting.reject(
        new ToolError('The client refused the question.', {
          code: 'CLIENT_REFUSED',
          next: 'Go on without its answer.',
          detail: answer,
        }),
      )
  }

  /** The session or the connection is over: whatever runs is aborted, whatever waits fails. */
  close(reason = 'The session ended'): void {
    for (const abort of [...(this.#aborts?.values() ?? [])]) abort(new Aborted('disconnected', reason))
    for (const { reject } of this.#waiting?.values() ?? []) reject(new RpcError('SESSION_NOT_FOUND'))
    this.#aborts = undefined
    this.#waiting = undefined
  }
}

function unanswered(): ToolError {
  return new ToolError('The client did not answer the question.', {
    code: 'CLIENT_SILENT',
    retryable: true,
    next: 'Go on without its answer, or ask again.',
  })
}
