/** Upper bounds of the buckets, in seconds. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const

/** How long things took, in buckets. */
export class Histogram {
  readonly #inBucket = new Float64Array(bounds.length)
  #count = 0
  #sum = 0

  add(seconds: number): void {
    this.#count++
    this.#sum += seconds
    for (let at = 0; at < bounds.length; at++) {
      if (seconds > (bounds[at] as number)) continue
      this.#inBucket[at]!++
      return
    }
  }

  /** The lines of a histogram in the text format of Prometheus. */
  expose(name: string, labels: string): readonly string[] {
    let below = 0
    const lines = bounds.map((bound, at) => {
      below += this.#inBucket[at] as number
      return `${name}_bucket{${labels},le="${bound}"} ${below}`
    })
    return [
      ...lines,
      `${name}_bucket{${labels},le="+Inf"} ${this.#count}`,
      `${name}_sum{${labels}} ${this.#sum}`,
      `${name}_count{${labels}} ${this.#count}`,
    ]
  }
}
