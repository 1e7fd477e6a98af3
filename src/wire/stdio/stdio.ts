import { type RpcFailure, rpcFailure } from '../../errors.ts'
import { anonymous } from '../../identity/principal.ts'
import { holdProcess } from '../../runtime.ts'
import { classify } from '../classify.ts'
import { encodeFailure } from '../encode.ts'
import { explainHangUp, type HangUp } from '../hang-up.ts'
import { isTooDeep } from '../http/check-depth.ts'
import { idOf, isRequest, isRequestId, type RpcMessage, type RpcRequest } from '../jsonrpc.ts'
import type { ResourceInterest } from '../resource-interest.ts'
import { ConnectionSession } from '../revisions/legacy/connection-session.ts'
import { maxRunningCalls } from '../revisions/legacy/peer.ts'
import { checkRevision } from '../revisions/modern/check-revision.ts'
import type { ModernEra } from '../revisions/modern/modern.ts'
import type { Service } from '../service.ts'
import type { InputPipe, OutputPipe } from './pipe.ts'
import { readLines } from './read-lines.ts'
import { StdioReply } from './stdio-reply.ts'
import { LineWriter } from './write-lines.ts'

export interface StdioParts {
  readonly service: Service
  readonly modern: ModernEra
  readonly interest: ResourceInterest
  readonly limits: { readonly body: number; readonly depth: number; readonly batch: number; readonly drainMs: number }
  readonly input: InputPipe
  readonly output: OutputPipe
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
    await connection.close(signal.aborted ? 'closing' : undefined)
  }
}

class StdioConnection {
  readonly #parts: StdioParts
  readonly #writer: LineWriter
  readonly #session: ConnectionSession
  readonly #cancels = new Map<string | number, () => void>()
  /** Replies whose calls want to hear of the end of the connection. */
  readonly #waiting = new Set<StdioReply>()
  #running = 0
  #quiet: (() => void) | undefined

  constructor(parts: StdioParts) {
    this.#parts = parts
    // A client that does not read its answers is not read from either.
    const flow = { onFull: () => void parts.input.pause(), onDrained: () => void parts.input.resume() }
    this.#writer = new LineWriter(parts.output, flow, parts.traffic)
    this.#session = new ConnectionSession('stdio', anonymous, parts.service, parts.interest, message =>
      this.#writer.write(message),
    )
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
    const bytes = Buffer.byteLength(text)
    if (inbound.kind === 'modern') return this.#takeModern(inbound.message as RpcMessage, inbound.revision, bytes)
    const messages = (Array.isArray(body) ? body : [body]) as readonly RpcMessage[]
    if (messages.length > this.#parts.limits.batch) return this.refuse(rpcFailure('INVALID_REQUEST'))
    for (const message of messages) this.#takeLegacy(message, Math.ceil(bytes / messages.length))
  }

  refuse(failure: RpcFailure, body?: unknown): void {
    this.#writer.write(encodeFailure(idOf(body), failure))
  }

  /** Lets running calls finish within the drain time, then aborts them, and writes what is left to write. */
  async close(how: HangUp | undefined): Promise<void> {
    const { service, limits } = this.#parts
    this.#parts.modern.close()
    if (this.#running > 0) {
      const quiet = new Promise<void>(resolve => {
        this.#quiet = resolve
      })
      const stop = service.clock.after(limits.drainMs, () => {
        service.logger.warn('drain.cut', { calls: this.#running, drainMs: limits.drainMs })
        this.#abort(how)
      })
      const letGo = holdProcess()
      await quiet
      letGo()
      stop()
    }
    this.#abort(how)
    await this.#writer.flush()
  }

  #abort(how: HangUp | undefined): void {
    this.#session.close(how && explainHangUp(how).message)
    for (const reply of [...this.#waiting]) reply.gone(how)
    this.#running = 0
    this.#quiet?.()
  }

  #takeModern(message: RpcMessage, revision: string, received: number): void {
    if (!isRequest(message)) {
      if ('method' in message && message.method === 'notifications/cancelled')
        this.#cancelModern(message.params?.requestId)
      return
    }
    const unsupported = checkRevision(revision)
    if (unsupported) return this.refuse(unsupported, message)
    const isFull = this.#running >= maxRunningCalls
    const reply = this.#reply(message.id, received)
    if (isFull) return this.#parts.modern.refuse(message, anonymous, reply, rpcFailure('TOO_MANY_CALLS'))
    const cancel = this.#parts.modern.serve(message, anonymous, reply)
    if (reply.isOpen) this.#cancels.set(message.id, cancel ?? (() => reply.cancel()))
  }

  #cancelModern(id: unknown): void {
    if (!isRequestId(id)) return
    this.#cancels.get(id)?.()
  }

  #takeLegacy(message: RpcMessage, received: number): void {
    // Clients of the modern era may cancel without an envelope as well.
    if (!isRequest(message) && 'method' in message && message.method === 'notifications/cancelled')
      this.#cancelModern(message.params?.requestId)
    this.#session.take(message, () => this.#reply((message as RpcRequest).id, received))
  }

  #reply(id: string | number, received: number): StdioReply {
    this.#running++
    return new StdioReply(this.#writer, this.#waiting, received, () => {
      this.#cancels.delete(id)
      if (--this.#running === 0) this.#quiet?.()
    })
  }
}
