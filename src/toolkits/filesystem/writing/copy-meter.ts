import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Budgets } from '../budgets.ts'
import type { OpenedFile } from '../contained.ts'
import { streamContents } from '../reading/stream-contents.ts'
import { refusal } from '../refusals.ts'

/** Entries after which other calls come in between. */
const batch = 64

/** Counts what one call copies against its budgets, and stops it when it is cancelled. */
export class CopyMeter {
  readonly signal: AbortSignal
  readonly #budgets: Budgets
  #entries = 0
  #bytes = 0

  constructor(budgets: Budgets, signal: AbortSignal) {
    this.#budgets = budgets
    this.signal = signal
  }

  get entries(): number {
    return this.#entries
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Throws TOO_MANY_ENTRIES; `path` is shown. */
  async addEntry(path: string, depth: number): Promise<void> {
    if (++this.#entries > this.#budgets.treeEntries || depth > this.#budgets.depth) {
      throw refusal('TOO_MANY_ENTRIES', { path })
    }
    if (this.#entries % batch === 0) await nextTurn()
    this.signal.throwIfAborted()
  }

  /** The contents of `file`. A piece is valid until the next is asked for. Throws TOO_LARGE. */
  async *pieces(file: OpenedFile): AsyncGenerator<Uint8Array> {
    const { copyBytes } = this.#budgets
    for await (const piece of streamContents(file, this.signal)) {
      this.#bytes += piece.length
      if (this.#bytes > copyBytes) {
        const because = `one call may copy ${copyBytes} bytes`
        throw refusal('TOO_LARGE', { path: file.place.path, because, next: 'Copy less at once.' })
      }
      yield piece
    }
  }
}
