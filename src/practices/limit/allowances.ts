import type { Allowance, Counter } from './allowance.ts'

/**
 * Allowances by key, at most `max` of them: two generations, of which the elder goes when the younger is half of the
 * bound. What was used lately stays; what comes back after it went begins anew.
 */
export class Allowances {
  #young = new Map<string, Allowance>()
  #old = new Map<string, Allowance>()
  readonly #half: number

  constructor(max: number) {
    this.#half = Math.ceil(max / 2)
  }

  get size(): number {
    return this.#young.size + this.#old.size
  }

  of(key: string, counter: Counter, now: number): Allowance {
    const known = this.#young.get(key)
    if (known) return known
    const allowance = this.#old.get(key) ?? counter.start(now)
    this.#old.delete(key)
    if (this.#young.size >= this.#half) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, allowance)
    return allowance
  }
}
