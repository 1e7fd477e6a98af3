import type { Clock } from '../clock.ts'
import type { LineSink } from './line-sink.ts'

/** Bytes that are gathered before they are handed on. */
const batchBytes = 64 * 1024
/** How long a line waits for others. */
const flushMs = 100

/**
 * Gathers lines in one preallocated buffer and hands them on in pieces of at most 64 KiB, or after a tenth of a second.
 * `emit` takes the bytes before it returns, since the buffer is used again, and does not throw.
 */
export class BatchingSink implements LineSink {
  readonly #buffer = Buffer.allocUnsafeSlow(batchBytes)
  readonly #emit: (bytes: Buffer) => void
  readonly #clock: Clock
  #used = 0
  #stop: (() => void) | undefined

  constructor(emit: (bytes: Buffer) => void, clock: Clock) {
    this.#emit = emit
    this.#clock = clock
  }

  write(line: string, isAscii = false): void {
    const needed = isAscii ? line.length : Buffer.byteLength(line)
    if (needed > batchBytes - this.#used) this.flush()
    if (needed > batchBytes) {
      this.#emit(Buffer.from(line))
      return
    }
    this.#used += this.#buffer.write(line, this.#used, isAscii ? 'latin1' : 'utf8')
    this.#stop ??= this.#clock.after(flushMs, () => this.flush())
  }

  flush(): void {
    this.#stop?.()
    this.#stop = undefined
    if (this.#used === 0) return
    const bytes = this.#buffer.subarray(0, this.#used)
    this.#used = 0
    this.#emit(bytes)
  }

  close(): void {
    this.flush()
  }
}
