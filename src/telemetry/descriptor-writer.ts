import type { Clock } from '../clock.ts'

/** Bytes that may wait for a reader that is slower than the server. */
const maxWaiting = 4 * 1024 * 1024
const retryMs = 20
const newline = 10

export type WriteBytes = (descriptor: number, bytes: Uint8Array, offset: number) => number

export interface WriterParts {
  readonly descriptor: number
  /** `writeSync` of node:fs. */
  readonly write: WriteBytes
  readonly clock: Clock
  /** Called when the first lines are lost, and when lines are written again: then with how many were lost. */
  readonly onTrouble?: (trouble: WriteTrouble) => void
}

export type WriteTrouble = { readonly error: unknown } | { readonly lost: number }

/**
 * Writes lines to a descriptor in order, without waiting and without ever throwing. What a full pipe does not take is
 * kept and offered again; what a full disk, a broken pipe or a stuck reader does not take at all is counted and dropped
 * line by line, so that no half line stands before the next whole one.
 */
export class DescriptorWriter {
  descriptor: number
  readonly #write: WriteBytes
  readonly #clock: Clock
  readonly #onTrouble: ((trouble: WriteTrouble) => void) | undefined
  #waiting: Buffer[] = []
  #waits = 0
  #lost = 0
  /** A line was broken off in its middle. */
  #torn = false
  #stopRetry: (() => void) | undefined

  constructor({ descriptor, write, clock, onTrouble }: WriterParts) {
    this.descriptor = descriptor
    this.#write = write
    this.#clock = clock
    this.#onTrouble = onTrouble
  }

  /** `bytes` are whole lines; they are taken before this returns. */
  write(bytes: Buffer): void {
    if (this.#waiting.length > 0) return this.#keep(bytes)
    const left = this.#offer(bytes)
    if (left) this.#keep(left)
  }

  /** Offers what waits for at most `ms` milliseconds: the process ends now. */
  finish(ms: number): void {
    const until = Date.now() + ms
    while (this.#waiting.length > 0 && Date.now() < until) {
      this.#offerWaiting()
      if (this.#waiting.length > 0) Atomics.wait(pause, 0, 0, 2)
    }
  }

  /** Offers what waits once more, and loses what is not taken then: from now on the descriptor is left alone. */
  close(): void {
    this.#offerWaiting()
    this.#stopRetry?.()
    this.#stopRetry = undefined
    const left = this.#waiting
    this.#waiting = []
    this.#waits = 0
    for (const bytes of left) this.#lose(bytes, nobodyReads())
  }

  /** Hands bytes to the system; returns those that it does not take yet. */
  #offer(bytes: Buffer): Buffer | undefined {
    let at = 0
    try {
      if (this.#torn) this.#write(this.descriptor, Buffer.of(newline), 0)
      this.#torn = false
      while (at < bytes.length) at += this.#write(this.descriptor, bytes, at)
    } catch (error) {
      const left = bytes.subarray(at)
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return left
      if (at > 0) this.#torn = bytes[at - 1] !== newline
      this.#lose(left, error)
      return undefined
    }
    if (this.#lost > 0) this.#recover()
    return undefined
  }

  #keep(bytes: Buffer): void {
    if (this.#waits + bytes.length > maxWaiting && this.#waiting.length > 0) return this.#lose(bytes, nobodyReads())
    this.#waiting.push(Buffer.from(bytes))
    this.#waits += bytes.length
    this.#stopRetry ??= this.#clock.after(retryMs, () => {
      this.#stopRetry = undefined
      this.#offerWaiting()
    })
  }

  #offerWaiting(): void {
    const waiting = this.#waiting
    this.#waiting = []
    this.#waits = 0
    for (const bytes of waiting) this.write(bytes)
  }

  #lose(bytes: Buffer, error: unknown): void {
    const isFirst = this.#lost === 0
    for (const byte of bytes) if (byte === newline) this.#lost++
    if (isFirst) this.#onTrouble?.({ error })
  }

  #recover(): void {
    const lost = this.#lost
    this.#lost = 0
    this.#onTrouble?.({ lost })
  }
}

function nobodyReads(): Error {
  return new Error('Nobody reads what is written')
}

const pause = new Int32Array(new SharedArrayBuffer(4))
