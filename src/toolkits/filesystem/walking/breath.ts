import { setImmediate } from 'node:timers/promises'

/** Steps of work before other calls get their turn: about ten milliseconds. */
const stepsAtOnce = 8_192

/**
 * Reading directories is fastest when it is synchronous. So a walk works in slices, and between two of them lets the
 * event loop go round and looks whether its call was cancelled.
 */
export class Breath {
  readonly #signal: AbortSignal
  #steps = 0

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  /** Counts so many steps of work; waits a round where enough have gathered. Throws the signal's reason. */
  async after(steps: number): Promise<void> {
    this.#steps += steps
    if (this.#steps < stepsAtOnce) return
    this.#steps = 0
    await setImmediate()
    this.#signal.throwIfAborted()
  }
}
