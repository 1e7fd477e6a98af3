import type { Clock } from '../clock.ts'

/** Lines a minute of an event that strangers cause. */
const linesPerMinute = 10
const minuteMs = 60_000

/**
 * Keeps an event that strangers cause from filling the log: so many lines a minute are written. What is left out is counted,
 * and costs nothing else: how long a refusal takes must not tell what it was for.
 */
export class FewLines {
  readonly #clock: Clock
  #since = Number.NEGATIVE_INFINITY
  #written = 0
  #leftOut = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Writes a line, or counts it; `leftOut` is how many were not written since the last one. */
  write(line: (counted: { readonly leftOut?: number }) => void): void {
    const now = this.#clock.now()
    if (now - this.#since >= minuteMs) {
      this.#since = now
      this.#written = 0
    }
    if (this.#written >= linesPerMinute) {
      this.#leftOut++
      return
    }
    this.#written++
    const counted = this.#leftOut === 0 ? {} : { leftOut: this.#leftOut }
    this.#leftOut = 0
    line(counted)
  }
}
