import type { JsonObject } from '../../json.ts'

/** A result that may be used again. */
export interface Remembered {
  readonly result: JsonObject
  /** Version of the result, as an ETag. */
  readonly tag: string
  readonly madeAt: number
  readonly staleAt: number
  /** Tags by which it becomes stale, and how often each was dirtied when it was begun. */
  readonly marks: readonly string[]
  readonly stamp: readonly number[]
  /** Characters that it takes. */
  readonly size: number
}

export interface CacheBounds {
  readonly entries: number
  readonly characters: number
}

export const cacheBounds: CacheBounds = { entries: 10_000, characters: 64 * 1024 * 1024 }

/** Results by key, the one that was used longest ago leaves first; bounded in number and in size. */
export class ResultCache {
  readonly #entries = new Map<string, Remembered>()
  readonly #bounds: CacheBounds
  #characters = 0

  constructor(bounds: CacheBounds = cacheBounds) {
    this.#bounds = bounds
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string): Remembered | undefined {
    const entry = this.#entries.get(key)
    if (entry) {
      this.#entries.delete(key)
      this.#entries.set(key, entry)
    }
    return entry
  }

  set(key: string, entry: Remembered): void {
    const size = entry.size + key.length
    // One result that fills a good part of the cache would drive out everything else.
    if (size > this.#bounds.characters / 16) return
    this.delete(key)
    this.#entries.set(key, entry)
    this.#characters += size
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#bounds.entries && this.#characters <= this.#bounds.characters) break
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    this.#characters -= entry.size + key.length
  }
}
