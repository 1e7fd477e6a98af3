import type { Kept, KeptBounds } from './kept-results.ts'

/** One owner may hold this part of all; beyond it, its own leave before those of others. */
const share = 1 / 4

interface Share {
  /** In the order of their last use. */
  readonly entries: Map<string, Kept>
  characters: number
}

/** Who holds how much of what is kept. Bounded by what is kept. */
export class Shares {
  readonly #byOwner = new Map<string | undefined, Share>()
  readonly #bounds: KeptBounds

  constructor(bounds: KeptBounds) {
    this.#bounds = bounds
  }

  add(kept: Kept): void {
    const held = this.#byOwner.get(kept.owner) ?? { entries: new Map<string, Kept>(), characters: 0 }
    held.entries.set(kept.id, kept)
    held.characters += kept.characters
    this.#byOwner.set(kept.owner, held)
  }

  remove({ id, owner, characters }: Kept): void {
    const held = this.#byOwner.get(owner)
    if (!held?.entries.delete(id)) return
    held.characters -= characters
    if (held.entries.size === 0) this.#byOwner.delete(owner)
  }

  /** The oldest of an owner that holds more than its share: of this one first, then of any. */
  oldestBeyond(owner: string | undefined): Kept | undefined {
    const own = this.#byOwner.get(owner)
    const [beyond] = own && this.#isBeyond(own) ? [own] : this.#allBeyond()
    return beyond?.entries.values().next().value
  }

  *#allBeyond(): Generator<Share> {
    for (const held of this.#byOwner.values()) if (this.#isBeyond(held)) yield held
  }

  #isBeyond({ entries, characters }: Share): boolean {
    return entries.size > this.#bounds.entries * share || characters > this.#bounds.characters * share
  }
}
