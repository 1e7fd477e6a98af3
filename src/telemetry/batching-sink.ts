import type { LineSink } from './line-sink.ts'

/** Bytes that are gathered before they are handed on. */
const batchBytes = 64 * 1024

/**
 * Gathers the lines of one turn of the event loop in a preallocated buffer and hands them on together, in pieces of at
 * most 64 KiB. So a process that is ended from outside has lost nothing but what it was at. `emit` takes the bytes before
 * it returns, since the buffer is used again, and does not throw.
 */
export class BatchingSink implements LineSink {
  readonly #buffer = Buffer.allocUnsafeSlow(batchBytes)
  readonly #emit: (bytes: Buffer) => void
  readonly #endTurn = () => {
    this.#isDue = false
    this.flush()
  }
  #used = 0
  #isDue = false

  constructor(emit: (bytes: Buffer) => void) {
    this.#emit = emit
  }

  write(line: string, isAscii = false): void {
    const needed = isAscii ? line.length : Buffer.byteLength(line)
    if (needed > batchBytes - this.#used) this.flush()
    if (needed > batchBytes) {
      this.#emit(Buffer.from(line))
      return
    }
    this.#used += this.#buffer.write(line, this.#used, isAscii ? 'latin1' : 'utf8')
    if (this.#isDue) return
    this.#isDue = true
    setImmediate(this.#endTurn)
  }

  flush(): void {
    if (this.#used === 0) return
    const bytes = this.#buffer.subarray(0, this.#used)
    this.#used = 0
    this.#emit(bytes)
  }

  close(): void {
    this.flush()
  }
}
