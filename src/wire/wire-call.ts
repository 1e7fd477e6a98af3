import type {
  Aborted,
  CallChanges,
  CallLog,
  ClientIdentity,
  ClientRoot,
  ElicitAnswer,
  Elicitation,
  LogLevel,
  Revision,
  RunningCall,
  Sampling,
} from '../call.ts'
import { logLevels } from '../call.ts'
import { CallRecord } from '../call-record.ts'
import type { Principal } from '../identity/principal.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { Schema } from '../primitives/schema.ts'
import { maskSecrets } from '../secret-shapes.ts'
import { hideSecrets } from '../telemetry/hide-secrets.ts'
import { continueTrace, makeTraceIds, type TraceContext } from '../telemetry/trace-context.ts'
import type { Conversation, Question } from './conversation.ts'
import { acceptElicitation, describeElicitation } from './elicitation.ts'

/** What calls need of their server. */
interface CallServices {
  readonly correlate: () => string
  readonly outbound: Outbound
}

/** The call of a request that came over a wire. Whatever costs something is made when it is first asked for. */
export class WireCall implements RunningCall {
  readonly record: CallRecord
  readonly method: string
  readonly params: JsonObject
  readonly principal: Principal
  readonly #conversation: Conversation
  readonly #services: CallServices
  #correlationId: string | undefined
  #listeners: ((reason: Aborted) => void)[] | undefined
  #questions = 0
  #questionListeners: ((waiting: boolean) => void)[] | undefined
  #hasAsked = false
  #signal: AbortSignal | undefined
  #aborted: Aborted | undefined
  #parent: WireCall | undefined
  #log: CallLog | undefined
  #trace: TraceContext | undefined
  running: Promise<unknown> | undefined

  constructor(
    method: string,
    params: JsonObject,
    principal: Principal,
    conversation: Conversation,
    services: CallServices,
    record = new CallRecord(),
  ) {
    this.record = record
    this.method = method
    this.params = params
    this.principal = principal
    this.#conversation = conversation
    this.#services = services
  }

  get revision(): Revision {
    return this.#conversation.revision
  }

  get client(): ClientIdentity {
    return this.#conversation.client
  }

  get sessionId(): string | undefined {
    return this.#conversation.sessionId
  }

  get correlationId(): string {
    this.#correlationId ??= this.#services.correlate()
    return this.#correlationId
  }

  get signal(): AbortSignal {
    if (this.#parent && this.#signal === undefined) return this.#parent.signal
    if (this.#signal === undefined) {
      const controller = new AbortController()
      this.#signal = controller.signal
      this.onAbort(reason => controller.abort(reason))
    }
    return this.#signal
  }

  onAbort(listener: (reason: Aborted) => void): void {
    if (this.#parent) return this.#parent.onAbort(listener)
    if (this.#aborted) return listener(this.#aborted)
    if (this.#listeners) {
      this.#listeners.push(listener)
      return
    }
    this.#listeners = [listener]
    this.#conversation.onAbort(reason => this.abort(reason))
  }

  abort(reason: Aborted): void {
    if (this.#parent) return this.#parent.abort(reason)
    if (this.#aborted) return
    this.#aborted = reason
    for (const tell of this.#listeners ?? []) tell(reason)
  }

  onQuestion(listener: (waiting: boolean) => void): void {
    if (this.#parent) return this.#parent.onQuestion(listener)
    this.#questionListeners ??= []
    this.#questionListeners.push(listener)
    // The handler may have asked before anybody could listen.
    if (this.#questions > 0) listener(true)
  }

  /** Also where the answers came with this round of the call (2026-07-28). */
  get hasAsked(): boolean {
    if (this.#parent) return this.#parent.hasAsked
    return this.#hasAsked || this.params.inputResponses !== undefined || this.params.requestState !== undefined
  }

  get aborted(): Aborted | undefined {
    return this.#parent ? this.#parent.aborted : this.#aborted
  }

  get trace(): TraceContext {
    if (this.#parent) return this.#parent.trace
    this.#trace ??= this.#continueTrace()
    return this.#trace
  }

  get log(): CallLog {
    this.#log ??= makeLog(this.#conversation)
    return this.#log
  }

  progress(done: number, total?: number, message?: string): void {
    const meta = this.params._meta
    const progressToken = isJsonObject(meta) ? meta.progressToken : undefined
    if (progressToken === undefined) return
    this.#conversation.notify('notifications/progress', {
      progressToken,
      progress: done,
      ...(total !== undefined && { total }),
      ...(message !== undefined && { message: maskSecrets(message) }),
    })
  }

  elicit<S extends Schema | undefined = undefined>(question: Elicitation<S>): Promise<ElicitAnswer<S>> {
    const { elicitation } = this.client.capabilities
    const mode = question.url === undefined ? 'form' : 'url'
    if (!isJsonObject(elicitation) || (mode === 'url' && elicitation.url === undefined)) {
      return Promise.reject(this.#conversation.lacking({ elicitation: mode === 'url' ? { url: {} } : {} }))
    }
    return this.#ask(describeElicitation(question), answer => acceptElicitation(question, answer))
  }

  sample({ key, ...request }: Sampling): Promise<JsonObject> {
    if (!isJsonObject(this.client.capabilities.sampling))
      return Promise.reject(this.#conversation.lacking({ sampling: {} }))
    const params = request as unknown as JsonObject
    return this.#ask({ key, method: 'sampling/createMessage', params }, answer =>
      typeof answer.role === 'string' && answer.content !== undefined ? answer : undefined,
    )
  }

  roots(options: { readonly key?: string } = {}): Promise<readonly ClientRoot[]> {
    if (!isJsonObject(this.client.capabilities.roots)) return Promise.reject(this.#conversation.lacking({ roots: {} }))
    return this.#ask({ key: options.key, method: 'roots/list', params: {} }, answer => {
      const { roots } = answer
      return Array.isArray(roots) && roots.every(isRoot) ? (roots as unknown as readonly ClientRoot[]) : undefined
    })
  }

  /** What the message itself says goes before the headers of its transport. */
  #continueTrace(): TraceContext {
    const meta = this.params._meta
    if (isJsonObject(meta) && meta.traceparent !== undefined)
      return continueTrace(meta.traceparent, meta.tracestate, traceIds)
    return continueTrace(this.record.traceparent, this.record.tracestate, traceIds)
  }

  async #ask<T>(
    question: Question,
    accept: (answer: JsonObject) => T | undefined | Promise<T | undefined>,
  ): Promise<T> {
    const top = this.#parent ?? this
    top.#hasAsked = true
    if (++top.#questions === 1) for (const tell of top.#questionListeners ?? []) tell(true)
    try {
      return await this.#conversation.ask(question, accept)
    } finally {
      if (--top.#questions === 0) for (const tell of top.#questionListeners ?? []) tell(false)
    }
  }

  closeStream(): void {
    this.#conversation.closeStream()
  }

  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    return this.#services.outbound.fetch(this, input, init)
  }

  with(changes: CallChanges): RunningCall {
    const next = new WireCall(
      this.method,
      changes.params ?? this.params,
      changes.principal ?? this.principal,
      this.#conversation,
      this.#services,
      this.record,
    )
    next.#correlationId = this.#correlationId
    next.#parent = this.#parent ?? this
    next.#signal = changes.signal
    return next
  }
}

const traceIds = makeTraceIds()

function isRoot(value: Json): boolean {
  return isJsonObject(value) && typeof value.uri === 'string'
}

function makeLog(conversation: Conversation): CallLog {
  const wanted =
    conversation.logLevel === undefined ? Number.POSITIVE_INFINITY : logLevels.indexOf(conversation.logLevel)
  const send = (level: LogLevel, rank: number) => (data: Json, logger?: string) => {
    if (rank < wanted) return
    conversation.notify('notifications/message', {
      level,
      data: hideSecrets(data) as Json,
      ...(logger !== undefined && { logger }),
    })
  }
  return Object.fromEntries(logLevels.map((level, rank) => [level, send(level, rank)])) as CallLog
}
