/**
 * Joins pieces of a message as they arrive. A single piece is kept as it is; more are copied together, so that a client
 * that sends byte by byte costs the memory of its bytes and no more, whatever its host brings a byte in.
 */
export class GatheredBytes {
  #only: Uint8Array | undefined
  #joined: Buffer | undefined
  #length = 0

  get length(): number {
    return this.#length
  }

  push(piece: Uint8Array): void {
    if (this.#length === 0) {
      this.#only = piece
      this.#length = piece.length
      return
    }
    const needed = this.#length + piece.length
    if (this.#joined === undefined || this.#joined.length < needed) {
      const larger = Buffer.allocUnsafe(Math.max(1024, needed * 2))
      const held = this.#joined ?? this.#only
      if (held) larger.set(held.length === this.#length ? held : held.subarray(0, this.#length))
      this.#joined = larger
      this.#only = undefined
    }
    this.#joined.set(piece, this.#length)
    this.#length = needed
  }

  /** The whole as UTF-8; begins anew. */
  take(): string {
    const text = this.#only
      ? asBuffer(this.#only).toString('utf8')
      : (this.#joined?.toString('utf8', 0, this.#length) ?? '')
    this.clear()
    return text
  }

  clear(): void {
    this.#only = this.#joined = undefined
    this.#length = 0
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
