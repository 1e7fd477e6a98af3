import type { HangUp } from '../hang-up.ts'
import type { Reply } from '../reply.ts'
import type { Exchange } from './exchange.ts'
import type { MessageStream } from './message-stream.ts'

/** Characters of a batch's answers that are held to be sent as one array. */
const maxGathered = 4 * 1024 * 1024

/** The reply to one POST: JSON while nothing was streamed, else server-sent events. A batch is answered as one array. */
export class PostReply implements Reply {
  readonly transport = 'http'
  readonly received: number
  /** Among what is kept alive. */
  place = 0
  readonly #exchange: Exchange
  readonly #openStream: () => MessageStream
  readonly #headers: readonly string[]
  readonly #isBatch: boolean
  #answers: string[] | undefined
  #outstanding: number
  #gathered = 0
  #stream: MessageStream | undefined
  #done = false
  #waited = false
  #onDone: (() => void) | undefined

  constructor(
    exchange: Exchange,
    openStream: () => MessageStream,
    headers: readonly string[],
    received: number,
    batchOf?: number,
  ) {
    this.received = received
    this.#exchange = exchange
    this.#openStream = openStream
    this.#headers = headers
    this.#isBatch = batchOf !== undefined
    this.#outstanding = batchOf ?? 1
  }

  get traceparent(): string | undefined {
    return this.#exchange.header('traceparent')
  }

  get tracestate(): string | undefined {
    return this.#exchange.header('tracestate')
  }

  get done(): boolean {
    return this.#done
  }

  onDone(listener: () => void): void {
    this.#onDone = listener
  }

  /** From now on everything is streamed, what was gathered of a batch included. */
  startStream(): MessageStream {
    if (this.#stream) return this.#stream
    const stream = this.#openStream()
    this.#stream = stream
    for (const answer of this.#answers ?? []) stream.write(answer)
    this.#answers = undefined
    return stream
  }

  send(message: string): void {
    if (this.#done) return
    this.startStream().write(message)
  }

  answer(message: string, http: number): void {
    if (this.#done) return
    this.#outstanding--
    if (this.#stream) this.#stream.write(message)
    else if (!this.#isBatch) {
      this.#finish()
      this.#exchange.answer(http, this.#headers, message)
      return
    } else {
      this.#answers ??= []
      this.#answers.push(message)
      this.#gathered += message.length
      // One array of everything would be too large: each answer goes out as it comes.
      if (this.#gathered > maxGathered) this.startStream()
    }
    if (this.#outstanding === 0) this.#conclude()
  }

  finish(): void {
    if (this.#done) return
    if (--this.#outstanding === 0) this.#conclude()
  }

  onGone(listener: (how?: HangUp) => void): void {
    this.#exchange.onGone(listener)
  }

  closeStream(): void {
    if (this.#done) return
    this.startStream().detach()
  }

  /** Called now and then while the answer is awaited: a reply that takes long becomes a stream, so that no proxy gives it up. */
  ping(): void {
    if (this.#stream) this.#stream.ping()
    else if (this.#waited) this.startStream().ping()
    this.#waited = true
  }

  #conclude(): void {
    this.#finish()
    if (this.#stream) this.#stream.end()
    else if (this.#answers) this.#exchange.answer(200, this.#headers, `[${this.#answers.join(',')}]`)
    else this.#exchange.answer(202, this.#headers, '')
  }

  #finish(): void {
    this.#done = true
    this.#onDone?.()
  }
}
