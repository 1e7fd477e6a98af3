import type { CallRecord } from './call-record.ts'
import type { RpcFailure } from './errors.ts'
import type { Principal } from './identity/principal.ts'
import type { Json, JsonObject } from './json.ts'
import type { Schema } from './primitives/schema.ts'
import type { TraceContext } from './telemetry/trace-context.ts'

/** Every protocol revision that a client may speak to us, newest first. */
export const revisions = ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const
export type Revision = (typeof revisions)[number]

/** Whether a revision belongs to the stateless era that began with 2026-07-28. Revisions are dates and compare as text. */
export function isStateless(revision: string): boolean {
  return revision >= '2026-07-28'
}

export const logLevels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const
export type LogLevel = (typeof logLevels)[number]

/** What the client said of itself: in `initialize` (2025) or in the `_meta` of this request (2026). */
export interface ClientIdentity {
  readonly info?: JsonObject | undefined
  readonly capabilities: JsonObject
}

/**
 * One request on its way through the server: an immutable value. A stage that changes something returns another call
 * (`call.with`). A handler gets it as its second argument.
 */
export interface Call {
  readonly method: string
  readonly params: JsonObject
  readonly revision: Revision
  readonly client: ClientIdentity
  readonly principal: Principal
  /** The 2025-era session, where there is one. */
  readonly sessionId: string | undefined
  /** Names this call in logs and in what the agent is told of an error. */
  readonly correlationId: string
  /** Aborted when the client cancels, in the 2026 era also when it hangs up, and when a closing server waits no longer. Created when first read. */
  readonly signal: AbortSignal
  /** Where the call stands in a trace: of `_meta.traceparent`, of the request's headers, or of its own. */
  readonly trace: TraceContext
  /** Log messages for the client (`notifications/message`), sent only from the level that it asked for, with secrets masked. */
  readonly log: CallLog
  /**
   * Tells the client how far the work is, where it asked to know (`_meta.progressToken`).
   * `done` must grow from one report to the next.
   */
  progress(done: number, total?: number, message?: string): void
  /**
   * Asks the person at the client to fill in a form or to open a URL. Resolves to what they did.
   *
   * 2025-11-25: a request to the client while this call waits. 2026-07-28: the call ends with `input_required`, the
   * client sends it again with the answers, and the handler runs again from the top; answers given before return at
   * once. So do not repeat side effects: ask before you act.
   *
   * Throws CLIENT_CAPABILITY_MISSING where the client did not declare `elicitation`.
   */
  elicit<S extends Schema | undefined = undefined>(question: Elicitation<S>): Promise<ElicitAnswer<S>>
  /** Asks the client's model for a message. Answered like `elicit`. Deprecated by the protocol in 2026-07-28 (SEP-2577). */
  sample(request: Sampling): Promise<JsonObject>
  /** The folders that the client works in. Answered like `elicit`. Deprecated by the protocol in 2026-07-28 (SEP-2577). */
  roots(options?: { readonly key?: string }): Promise<readonly ClientRoot[]>
  /**
   * Closes this call's stream; the client fetches the rest when it reconnects (2025-11-25, SEP-1699).
   * Does nothing where the answer cannot be fetched later.
   */
  closeStream(): void
  /**
   * `fetch` for everything that a tool calls: aborted with the call, part of its trace, over pooled connections, bounded
   * in time and size. Addresses of this machine and of private networks are refused, behind names and redirects as well
   * (`outbound.allow` names exceptions). Throws ToolError: OUTBOUND_REFUSED, OUTBOUND_TIMEOUT, OUTBOUND_TOO_LARGE, OUTBOUND_FAILED.
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>
  with(changes: CallChanges): Call
}

/** What a stage may change about a call. */
export interface CallChanges {
  readonly params?: JsonObject
  readonly principal?: Principal
  readonly signal?: AbortSignal
}

export type CallLog = { readonly [level in LogLevel]: (data: Json, logger?: string) => void }

export interface Elicitation<S extends Schema | undefined = undefined> {
  /** Names the question within the call, so that its answer finds it in the next round (2026). Default: by order. */
  readonly key?: string
  readonly message: string
  /** The form: a flat object of strings, numbers, booleans and enums (specification, "Elicitation: Requested Schema"). */
  readonly schema?: S
  /** Asks to open this URL instead of filling in a form. */
  readonly url?: string
}

export interface ElicitAnswer<S extends Schema | undefined = undefined> {
  readonly action: 'accept' | 'decline' | 'cancel'
  /** The filled-in form, present when the action is `accept`. */
  readonly content?: S extends Schema<infer _In, infer Out> ? Out : JsonObject
}

/** Parameters of `sampling/createMessage`. */
export interface Sampling {
  readonly key?: string
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: Json }[]
  readonly maxTokens: number
  readonly systemPrompt?: string
  readonly temperature?: number
  readonly stopSequences?: readonly string[]
  readonly modelPreferences?: JsonObject
  readonly tools?: readonly JsonObject[]
  readonly toolChoice?: JsonObject
}

export interface ClientRoot {
  readonly uri: string
  readonly name?: string
}

/** A call as the practices see it. */
export interface RunningCall extends Call {
  readonly record: CallRecord
  /** Why `signal` was aborted, where it was. */
  readonly aborted: Aborted | undefined
  /** Aborts `signal` for a reason of the server's own; what the handler still does is not waited for. */
  abort(reason: Aborted): void
  /** Calls `listener` once when the call was aborted: cancelled, left, or out of time. */
  onAbort(listener: (reason: Aborted) => void): void
  /**
   * Calls `listener` whenever the call begins to wait for an answer of the client (true), at once where it does already,
   * and when it has it (false).
   */
  onQuestion(listener: (waiting: boolean) => void): void
  /** Whether the client was asked something: then the result is an answer to this client alone. */
  readonly hasAsked: boolean
  /** What the handler is doing, where it takes time. It may go on after the call was answered. */
  running: Promise<unknown> | undefined
  with(changes: CallChanges): RunningCall
}

/**
 * How a call ended: a result, a result that is serialised already, a protocol error, or with questions to the client.
 * A tool's handler ends with a value, which becomes a result on its way back.
 */
export type Outcome = ResultOutcome | EncodedOutcome | FailureOutcome | InputRequiredOutcome | ValueOutcome

export interface ValueOutcome {
  readonly kind: 'value'
  readonly value: unknown
}

export interface ResultOutcome {
  readonly kind: 'result'
  readonly result: JsonObject
}

export interface EncodedOutcome {
  readonly kind: 'encoded'
  /** The text of a JSON object. */
  readonly json: string
}

export interface FailureOutcome {
  readonly kind: 'failure'
  readonly failure: RpcFailure
}

/** The handler stopped at questions that only the client can answer; the conversation holds them (2026-07-28, MRTR). */
export interface InputRequiredOutcome {
  readonly kind: 'input_required'
}

/** Why a call's signal was aborted: three different ends of a call, told apart in its record and its answer. */
export class Aborted extends Error {
  override readonly name = 'AbortError'
  readonly how: 'cancelled' | 'disconnected' | 'timeout'
  constructor(how: 'cancelled' | 'disconnected' | 'timeout', message: string) {
    super(message)
    this.how = how
  }
}

/** Unwinds a handler that waits for an answer which comes with the next round. Let it pass when you catch errors. */
export class InputRequired extends Error {
  override readonly name = 'InputRequired'
  constructor() {
    super('The client has to answer first; the handler runs again when it did.')
  }
}
