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

const cacheBounds: CacheBounds = { entries: 10_000, characters: 64 * 1024 * 1024 }

interface Place {
  readonly entry: Remembered
  /** How many had been put at the end of the queue when this one was. */
  queuedAt: number
}

/** Results by key, the one that was used longest ago leaves first; bounded in number and in size. */
export class ResultCache {
  readonly #places = new Map<string, Place>()
  readonly #bounds: CacheBounds
  #queued = 0
  #characters = 0

  constructor(bounds: CacheBounds = cacheBounds) {
    this.#bounds = bounds
  }

  get size(): number {
    return this.#places.size
  }

  get(key: string): Remembered | undefined {
    const place = this.#places.get(key)
    // What stands in the last eighth stays there: a map whose members are moved with every use grows and is made anew.
    if (place && this.#queued - place.queuedAt > this.#places.size >> 3) {
      this.#places.delete(key)
      this.#queue(key, place)
    }
    return place?.entry
  }

  set(key: string, entry: Remembered): void {
    const size = entry.size + key.length
    // One result that fills a good part of the cache would drive out everything else.
    if (size > this.#bounds.characters / 16) return
    this.delete(key)
    this.#queue(key, { entry, queuedAt: 0 })
    this.#characters += size
    for (const oldest of this.#places.keys()) {
      if (this.#places.size <= this.#bounds.entries && this.#characters <= this.#bounds.characters) break
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const place = this.#places.get(key)
    if (!place) return
    this.#places.delete(key)
    this.#characters -= place.entry.size + key.length
  }

  #queue(key: string, place: Place): void {
    place.queuedAt = ++this.#queued
    this.#places.set(key, place)
  }
}
