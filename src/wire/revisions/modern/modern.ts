import type { FailureOutcome, Outcome } from '../../../call.ts'
import { RpcError, type RpcFailure, rpcFailure } from '../../../errors.ts'
import type { Principal } from '../../../identity/principal.ts'
import type { JsonObject } from '../../../json.ts'
import { settle } from '../../answer.ts'
import { declareCapabilities } from '../../capabilities.ts'
import { encodeFailure, encodeResult } from '../../encode.ts'
import { extensionMethod } from '../../extension.ts'
import type { RpcRequest } from '../../jsonrpc.ts'
import { refuse } from '../../methods/check-params.ts'
import type { Method } from '../../methods/method.ts'
import { primitiveMethods } from '../../methods/primitive-methods.ts'
import { quoteForeign } from '../../quote-foreign.ts'
import type { Reply } from '../../reply.ts'
import type { ResourceInterest } from '../../resource-interest.ts'
import type { Service } from '../../service.ts'
import { WireCall } from '../../wire-call.ts'
import { ModernConversation } from './conversation.ts'
import { type ModernDialect, modernDialect, modernRevision } from './dialect.ts'
import { Listens } from './listen.ts'
import { openState, type Seal, sealState } from './request-state.ts'

/** The methods of 2026-07-28. `subscriptions/listen` is not among them: it is a stream, not a call. */
const methods: ReadonlyMap<string, Method> = new Map([['server/discover', discover], ...primitiveMethods])

/** The methods that may answer with questions (2026-07-28, "Multi Round-Trip Requests"). */
const asking = new Set(['tools/call', 'prompts/get', 'resources/read'])

/** Serves 2026-07-28: every request stands alone. */
export class ModernEra {
  readonly #service: Service
  readonly #dialect: ModernDialect
  readonly #listens: Listens

  constructor(service: Service, interest: ResourceInterest) {
    this.#service = service
    this.#dialect = modernDialect(service.info)
    this.#listens = new Listens(service, this.#dialect, interest)
  }

  /** Answers a request. Returns what cancels it where that takes more than the client's hanging up. */
  serve(request: RpcRequest, principal: Principal, reply: Reply): (() => void) | undefined {
    const { method } = request
    const params = request.params ?? {}
    if (method === 'subscriptions/listen') return this.#listen(request, principal, reply)
    const handler = methods.get(method) ?? extensionMethod(this.#service.extensions, method)
    if (!handler) {
      this.refuse(
        request,
        principal,
        reply,
        rpcFailure('METHOD_NOT_FOUND', { message: `Method not found: ${quoteForeign(method)}` }),
      )
      return undefined
    }
    const conversation = new ModernConversation(params, reply)
    const call = new WireCall(method, params, principal, conversation, this.#service)
    call.record.came(reply)
    settle(
      call,
      this.#service,
      () => {
        this.#resume(call, conversation)
        return handler(call, this.#service)
      },
      outcome => this.#conclude(request, call, conversation, outcome, reply),
    )
    return undefined
  }

  /** Answers a request that is refused before its method is looked at. It is recorded like every other. */
  refuse(request: RpcRequest, principal: Principal, reply: Reply, failure: RpcFailure): void {
    const { id, method, params = {} } = request
    const call = new WireCall(method, params, principal, new ModernConversation(params, reply), this.#service)
    call.record.came(reply)
    const text = encodeFailure(id, failure)
    const refused = (): Outcome => ({ kind: 'failure', failure })
    settle(call, this.#service, refused, () => {
      reply.answer(text, failure.http)
      return text
    })
  }

  close(): void {
    this.#listens.close()
  }

  #listen(request: RpcRequest, principal: Principal, reply: Reply): (() => void) | undefined {
    try {
      return this.#listens.serve(request, principal, reply)
    } catch (error) {
      if (!(error instanceof RpcError)) throw error
      reply.answer(encodeFailure(request.id, error.failure), 200)
      return undefined
    }
  }

  /** Answers of earlier rounds count once their seal is found whole. */
  #resume(call: WireCall, conversation: ModernConversation): void {
    const { requestState } = call.params
    if (requestState === undefined) return
    if (typeof requestState !== 'string') throw refuse('"requestState" must be a string')
    conversation.rounds.resume(openState(this.#seal(), call, requestState, this.#service.clock.now()))
  }

  #conclude(
    request: RpcRequest,
    call: WireCall,
    conversation: ModernConversation,
    outcome: Outcome,
    reply: Reply,
  ): string {
    const { failure } = outcome as Partial<FailureOutcome>
    const text = this.#encode(request, call, conversation, outcome)
    reply.answer(text, failure?.http ?? 200)
    return text
  }

  #encode(request: RpcRequest, call: WireCall, conversation: ModernConversation, outcome: Outcome): string {
    const { id, method } = request
    const open = conversation.rounds.open
    // Open questions come first, whatever the handler made of being interrupted.
    if (open && asking.has(method) && outcome.kind !== 'failure') {
      call.record.status = 'input_required'
      return encodeResult(id, this.#ask(call, conversation, open))
    }
    if (outcome.kind === 'result') return encodeResult(id, this.#dialect.complete(outcome.result))
    if (outcome.kind === 'encoded') return encodeResult(id, outcome.json)
    return encodeFailure(id, outcome.kind === 'failure' ? outcome.failure : rpcFailure('INTERNAL_ERROR', { http: 200 }))
  }

  #seal(): Seal {
    const { info, requestStateKey } = this.#service
    return { key: requestStateKey(), server: info.name as string }
  }

  #ask(call: WireCall, conversation: ModernConversation, inputRequests: JsonObject): string {
    const requestState = sealState(this.#seal(), call, conversation.rounds.state, this.#service.clock.now())
    return JSON.stringify({
      resultType: 'input_required',
      _meta: this.#dialect.serverMeta,
      inputRequests,
      requestState,
    })
  }
}

function discover(_call: unknown, service: Service): Outcome {
  const instructions = service.instructions()
  return {
    kind: 'result',
    result: {
      supportedVersions: [modernRevision],
      capabilities: declareCapabilities(service),
      ...(instructions !== undefined && { instructions }),
      ttlMs: 0,
      cacheScope: 'private',
    },
  }
}
