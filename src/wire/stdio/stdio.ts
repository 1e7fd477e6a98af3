import type { Readable, Writable } from 'node:stream'
import { RpcError, type RpcFailure, rpcFailure } from '../../errors.ts'
import { anonymous } from '../../identity/principal.ts'
import type { Session } from '../../session/session.ts'
import { classify } from '../classify.ts'
import { encodeFailure, encodeNotification } from '../encode.ts'
import { isTooDeep } from '../http/check-depth.ts'
import { idOf, isAnswer, isRequest, isRequestId, type RpcMessage, type RpcRequest } from '../jsonrpc.ts'
import { describeEvent } from '../notifications.ts'
import type { ResourceInterest } from '../resource-interest.ts'
import { newestLegacy } from '../revisions/legacy/dialect.ts'
import { readInitialize } from '../revisions/legacy/initialize.ts'
import { type LegacyParty, serveRequest, takeNotification } from '../revisions/legacy/legacy.ts'
import { LegacyPeer } from '../revisions/legacy/peer.ts'
import { modernRevision } from '../revisions/modern/dialect.ts'
import type { ModernEra } from '../revisions/modern/modern.ts'
import type { Service } from '../service.ts'
import { readLines } from './read-lines.ts'
import { StdioReply } from './stdio-reply.ts'
import { LineWriter } from './write-lines.ts'

export interface StdioParts {
  readonly service: Service
  readonly modern: ModernEra
  readonly interest: ResourceInterest
  readonly limits: { readonly body: number; readonly depth: number; readonly batch: number; readonly drainMs: number }
  readonly input: Readable
  readonly output: Writable
  readonly traffic?: ((direction: 'in' | 'out', message: string) => void) | undefined
}

/** Both eras over one pipe: each message says which one it belongs to. Resolves when the input ended and every answer is written. */
export async function serveStdio(parts: StdioParts, signal: AbortSignal): Promise<void> {
  const connection = new StdioConnection(parts)
  try {
    await readLines(parts.input, parts.limits.body, signal, {
      line: text => connection.take(text),
      tooLong: () => connection.refuse(rpcFailure('BODY_TOO_LARGE')),
    })
  } finally {
    await connection.close()
  }
}

class StdioConnection {
  readonly #parts: StdioParts
  readonly #writer: LineWriter
  readonly #peer = new LegacyPeer()
  readonly #cancels = new Map<string | number, () => void>()
  /** Replies whose calls want to hear of the end of the connection. */
  readonly #waiting = new Set<StdioReply>()
  readonly #stopEvents: () => void
  /** The client's introduction and choices; a pipe is a session of its own. */
  #session: Session = {
    id: 'stdio',
    revision: newestLegacy,
    client: { capabilities: {} },
    principalId: anonymous.id,
    logLevel: undefined,
    subscriptions: [],
  }
  #initialized = false
  #running = 0
  #quiet: (() => void) | undefined

  constructor(parts: StdioParts) {
    this.#parts = parts
    this.#writer = new LineWriter(parts.output, parts.traffic)
    this.#stopEvents = parts.service.bus.subscribe(event => {
      if (!this.#initialized || (event.kind === 'resource' && !this.#session.subscriptions.includes(event.uri))) return
      const { method, params } = describeEvent(event)
      this.#writer.write(encodeNotification(method, params))
    })
  }

  take(text: string): void {
    this.#parts.traffic?.('in', text)
    if (isTooDeep(text, this.#parts.limits.depth)) return this.refuse(rpcFailure('JSON_TOO_DEEP'))
    let body: unknown
    try {
      body = JSON.parse(text)
    } catch {
      return this.refuse(rpcFailure('PARSE_ERROR'))
    }
    const inbound = classify({ body, versionHeader: undefined, methodHeader: undefined })
    if (inbound.kind === 'reject') return this.refuse(inbound.failure, body)
    if (inbound.kind === 'modern') return this.#takeModern(inbound.message as RpcMessage, inbound.revision)
    const messages = (Array.isArray(body) ? body : [body]) as readonly RpcMessage[]
    if (messages.length > this.#parts.limits.batch) return this.refuse(rpcFailure('INVALID_REQUEST'))
    for (const message of messages) this.#takeLegacy(message)
  }

  refuse(failure: RpcFailure, body?: unknown): void {
    this.#writer.write(encodeFailure(idOf(body), failure))
  }

  /** Lets running calls finish within the drain time, then aborts them, and writes what is left to write. */
  async close(): Promise<void> {
    this.#stopEvents()
    if (this.#running > 0) {
      const quiet = new Promise<void>(resolve => {
        this.#quiet = resolve
      })
      const stop = this.#parts.service.clock.after(this.#parts.limits.drainMs, () => this.#abort())
      await quiet
      stop()
    }
    this.#abort()
    for (const uri of this.#session.subscriptions) this.#parts.interest.remove(uri)
    await this.#writer.flush()
  }

  #abort(): void {
    this.#peer.close()
    for (const reply of [...this.#waiting]) reply.gone()
    this.#running = 0
    this.#quiet?.()
  }

  #takeModern(message: RpcMessage, revision: string): void {
    if (!isRequest(message)) {
      if ('method' in message && message.method === 'notifications/cancelled')
        this.#cancelModern(message.params?.requestId)
      return
    }
    if (revision !== modernRevision) {
      const data = { supported: [modernRevision], requested: revision }
      return this.refuse(rpcFailure('UNSUPPORTED_VERSION', { data }), message)
    }
    const reply = this.#reply(message.id)
    const cancel = this.#parts.modern.serve(message, anonymous, reply)
    if (cancel) this.#cancels.set(message.id, cancel)
  }

  #cancelModern(id: unknown): void {
    if (!isRequestId(id)) return
    this.#cancels.get(id)?.()
  }

  #takeLegacy(message: RpcMessage): void {
    if (isAnswer(message)) return this.#peer.answered(message)
    if (!isRequest(message))
      return 'method' in message
        ? takeNotification(message, { cancel: (id, reason) => this.#cancelLegacy(id, reason) })
        : undefined
    if (message.method === 'initialize') this.#introduce(message)
    serveRequest(message, this.#party(), this.#parts.service, this.#reply(message.id))
  }

  /** Clients of the modern era may cancel without an envelope as well. */
  #cancelLegacy(id: string | number, reason: string | undefined): void {
    this.#cancels.get(id)?.()
    this.#peer.cancel(id, reason)
  }

  #introduce({ params }: RpcRequest): void {
    try {
      this.#session = { ...this.#session, ...readInitialize(params ?? {}) }
      this.#initialized = true
    } catch (error) {
      // Answered with the same refusal by the method itself.
      if (!(error instanceof RpcError)) throw error
    }
  }

  #party(): LegacyParty {
    const { revision, client, logLevel, subscriptions } = this.#session
    return {
      client: { revision, identity: client, sessionId: 'stdio', logLevel },
      peer: this.#peer,
      principal: anonymous,
      subscriptions,
      remember: changes => {
        const before = this.#session.subscriptions
        this.#session = { ...this.#session, ...changes }
        for (const uri of this.#session.subscriptions) if (!before.includes(uri)) this.#parts.interest.add(uri)
        for (const uri of before) if (!this.#session.subscriptions.includes(uri)) this.#parts.interest.remove(uri)
      },
      endsWithReply: false,
    }
  }

  #reply(id: string | number): StdioReply {
    this.#running++
    return new StdioReply(this.#writer, this.#waiting, () => {
      this.#cancels.delete(id)
      if (--this.#running === 0) this.#quiet?.()
    })
  }
}
