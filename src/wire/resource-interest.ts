import type { ResourceWatch } from '../primitives/definitions.ts'

/** Counts who subscribes to a resource, so that toolkits watch only what somebody listens for. Bounded by the subscriptions. */
export class ResourceInterest {
  readonly #counts = new Map<string, number>()
  readonly #watch: ResourceWatch

  constructor(watch: ResourceWatch) {
    this.#watch = watch
  }

  add(uri: string): void {
    const count = this.#counts.get(uri) ?? 0
    this.#counts.set(uri, count + 1)
    if (count === 0) this.#watch.start(uri)
  }

  remove(uri: string): void {
    const count = this.#counts.get(uri)
    if (count === undefined) return
    if (count > 1) {
      this.#counts.set(uri, count - 1)
      return
    }
    this.#counts.delete(uri)
    this.#watch.stop(uri)
  }

  /** What a subscriber listens for changed. */
  replace(before: readonly string[], after: readonly string[]): void {
    for (const uri of after) if (!before.includes(uri)) this.add(uri)
    for (const uri of before) if (!after.includes(uri)) this.remove(uri)
  }
}
