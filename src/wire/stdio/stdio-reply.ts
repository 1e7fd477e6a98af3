import type { HangUp } from '../hang-up.ts'
import type { Reply } from '../reply.ts'
import type { LineWriter } from './write-lines.ts'

/** The reply to one request on a pipe: everything is a line. */
export class StdioReply implements Reply {
  readonly transport = 'stdio'
  readonly traceparent = undefined
  readonly tracestate = undefined
  readonly received: number
  readonly #writer: LineWriter
  readonly #waiting: Set<StdioReply>
  readonly #onEnd: () => void
  #listeners: ((how?: HangUp) => void)[] | undefined
  #open = true

  constructor(writer: LineWriter, waiting: Set<StdioReply>, received: number, onEnd: () => void) {
    this.received = received
    this.#writer = writer
    this.#waiting = waiting
    this.#onEnd = onEnd
  }

  get isOpen(): boolean {
    return this.#open
  }

  send(message: string): void {
    if (this.#open) this.#writer.write(message)
  }

  answer(message: string): void {
    if (!this.#open) return
    this.#writer.write(message)
    this.finish()
  }

  finish(): void {
    if (!this.#open) return
    this.#open = false
    if (this.#listeners) this.#waiting.delete(this)
    this.#onEnd()
  }

  onGone(listener: (how?: HangUp) => void): void {
    this.#listeners ??= []
    this.#listeners.push(listener)
    this.#waiting.add(this)
  }

  /** The client does not want the answer any more: none follows. */
  cancel(): void {
    for (const listener of this.#listeners ?? []) listener('cancelled')
    this.finish()
  }

  /** The connection is over. */
  gone(how?: HangUp): void {
    for (const listener of this.#listeners ?? []) listener(how)
  }

  /** A pipe has nothing to come back to. */
  closeStream(): void {}
}
