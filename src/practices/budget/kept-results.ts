import { type Clock, longestTimer } from '../../clock.ts'
import type { Page } from './pages.ts'
import { Shares } from './shares.ts'

/** What did not fit into an answer. */
export interface Kept {
  readonly id: string
  /** The principal that may have it; undefined: everyone who may call what made it. */
  readonly owner: string | undefined
  readonly scopes: readonly string[]
  /** Digest of the call that made it. */
  readonly binding: string
  readonly until: number
  readonly mimeType: string
  readonly pages: readonly Page[]
  readonly characters: number
}

export interface KeptBounds {
  readonly entries: number
  readonly characters: number
}

export const keptBounds: KeptBounds = { entries: 1000, characters: 64 * 1024 * 1024 }

/**
 * Results that can still be fetched: for a while, bounded in number and in size. The one that was read longest ago leaves
 * first, of an owner that holds more than a quarter of all if there is one: nobody drives out the others.
 */
export class KeptResults {
  readonly #entries = new Map<string, Kept>()
  readonly #clock: Clock
  readonly #bounds: KeptBounds
  readonly #shares: Shares
  #characters = 0
  #sweeping = false

  constructor(clock: Clock, bounds: KeptBounds = keptBounds) {
    this.#clock = clock
    this.#bounds = bounds
    this.#shares = new Shares(bounds)
  }

  get size(): number {
    return this.#entries.size
  }

  get characters(): number {
    return this.#characters
  }

  /** Whether so much can be kept at all: one result must not drive out all others. */
  holds(characters: number): boolean {
    return characters <= this.#bounds.characters / 16
  }

  add(kept: Kept): void {
    this.#entries.set(kept.id, kept)
    this.#shares.add(kept)
    this.#characters += kept.characters
    while (this.#entries.size > this.#bounds.entries || this.#characters > this.#bounds.characters) {
      const oldest = this.#shares.oldestBeyond(kept.owner) ?? this.#entries.values().next().value
      if (!oldest) break
      this.#remove(oldest)
    }
    this.#sweepLater(kept.until)
  }

  get(id: string): Kept | undefined {
    const kept = this.#entries.get(id)
    if (!kept) return undefined
    if (kept.until <= this.#clock.now()) {
      this.#remove(kept)
      return undefined
    }
    this.#entries.delete(id)
    this.#entries.set(id, kept)
    this.#shares.remove(kept)
    this.#shares.add(kept)
    return kept
  }

  #remove(kept: Kept): void {
    this.#shares.remove(kept)
    this.#entries.delete(kept.id)
    this.#characters -= kept.characters
  }

  /** What has expired is let go of without being asked for. */
  #sweepLater(until: number): void {
    if (this.#sweeping) return
    this.#sweeping = true
    const now = this.#clock.now()
    this.#clock.after(Math.min(Math.max(1, until - now), longestTimer), () => this.#sweep())
  }

  #sweep(): void {
    this.#sweeping = false
    const now = this.#clock.now()
    let next = Number.POSITIVE_INFINITY
    for (const kept of this.#entries.values()) {
      if (kept.until <= now) this.#remove(kept)
      else next = Math.min(next, kept.until)
    }
    if (this.#entries.size > 0) this.#sweepLater(next)
  }
}
