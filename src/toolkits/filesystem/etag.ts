import { createHash } from 'node:crypto'

/** Names the contents of a file: the first 32 hex digits of their SHA-256. `ifMatch` compares with it. */
export function etagOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32)
}

/** The same, for contents that arrive in pieces. */
export class EtagBuilder {
  readonly #hash = createHash('sha256')
  add(bytes: Uint8Array): void {
    this.#hash.update(bytes)
  }
  finish(): string {
    return this.#hash.digest('hex').slice(0, 32)
  }
}
