/** Tags that are known at once; one more makes all of them stale, which is safe. */
const maxTags = 10_000

/** How often each tag was dirtied. A result keeps the counts of its tags, and is stale when one of them has moved on. */
export class Tags {
  #counts = new Map<string, number>()
  #epoch = 0

  /** A stamp to be compared with `isCurrent`. */
  stamp(tags: readonly string[]): readonly number[] {
    return [this.#epoch, ...tags.map(tag => this.#counts.get(tag) ?? 0)]
  }

  isCurrent(tags: readonly string[], stamp: readonly number[]): boolean {
    return stamp[0] === this.#epoch && tags.every((tag, at) => (this.#counts.get(tag) ?? 0) === stamp[at + 1])
  }

  dirty(tags: readonly string[]): void {
    for (const tag of tags) this.#counts.set(tag, (this.#counts.get(tag) ?? 0) + 1)
    if (this.#counts.size <= maxTags) return
    this.#counts = new Map()
    this.#epoch++
  }
}
