/** Keeps the smallest `limit` of what is added, with never more than twice as many in memory. */
export class Smallest<T> {
  readonly #limit: number
  readonly #compare: (a: T, b: T) => number
  #items: T[] = []
  /** The largest that is still among the smallest, once some were dropped. */
  #ceiling: T | undefined
  #dropped = false

  constructor(limit: number, compare: (a: T, b: T) => number) {
    this.#limit = limit
    this.#compare = compare
  }

  add(item: T): void {
    if (this.#ceiling !== undefined && this.#compare(item, this.#ceiling) >= 0) return
    if (this.#items.push(item) >= 2 * this.#limit) this.#drop()
  }

  /** The smallest, in order, and whether more were added than these. */
  finish(): { readonly entries: readonly T[]; readonly more: boolean } {
    this.#drop()
    return { entries: this.#items, more: this.#dropped }
  }

  #drop(): void {
    this.#items.sort(this.#compare)
    if (this.#items.length <= this.#limit) return
    this.#items.length = this.#limit
    this.#ceiling = this.#items.at(-1)
    this.#dropped = true
  }
}
