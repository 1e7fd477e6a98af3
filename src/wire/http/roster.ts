/** Where a member stands. Written by the roster alone. */
export interface Member {
  place: number
}

/**
 * Members that come and go with every request. No Set: whenever a Set makes room it leaves a table behind that points to
 * the next one. Once such a table is old, all later ones outlive the quick collections of garbage, and with them every
 * request that they held.
 */
export class Roster<T extends Member> {
  /** Never shorter than the most members at once: what is left behind holds nobody. */
  readonly #places: (T | undefined)[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  add(member: T): void {
    member.place = this.#size
    this.#places[this.#size++] = member
  }

  /** The last one takes the place. Whoever is not here stays so. */
  remove(member: T): void {
    const { place } = member
    if (this.#places[place] !== member) return
    const last = this.#places[--this.#size] as T
    this.#places[this.#size] = undefined
    if (last === member) return
    this.#places[place] = last
    last.place = place
  }

  /** As they are now: who comes or goes meanwhile changes nothing in it. */
  list(): readonly T[] {
    return this.#places.slice(0, this.#size) as T[]
  }
}
