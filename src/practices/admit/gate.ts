import type { Clock } from '../../clock.ts'

/** Lets so many in at once, and so many wait for a place, in turn. */
export class Gate {
  readonly #concurrent: number
  readonly #waiting: number
  readonly #clock: Clock
  readonly #queue = new Set<() => void>()
  #inside = 0

  constructor(concurrent: number, waiting: number, clock: Clock) {
    this.#concurrent = concurrent
    this.#waiting = waiting
    this.#clock = clock
  }

  /** Takes a place where one is free. */
  tryEnter(): boolean {
    if (this.#inside >= this.#concurrent) return false
    this.#inside++
    return true
  }

  /** Waits for a place for at most `waitMs`; false where none came free, or too many wait already. */
  enter(waitMs: number, onAbort: (listener: () => void) => void): Promise<boolean> {
    if (this.#queue.size >= this.#waiting) return Promise.resolve(false)
    return new Promise(resolve => {
      const settle = (entered: boolean) => {
        if (!this.#queue.delete(call)) return
        stop()
        resolve(entered)
      }
      const call = () => settle(true)
      const stop = this.#clock.after(waitMs, () => settle(false))
      this.#queue.add(call)
      onAbort(() => settle(false))
    })
  }

  /** Takes a place again that was given up for a while, whether one is free or not. */
  enterAgain(): void {
    this.#inside++
  }

  /** Gives the place to whoever waits longest, unless more are inside than may be. */
  leave(): void {
    const [longest] = this.#queue
    if (longest && this.#inside <= this.#concurrent) longest()
    else this.#inside--
  }
}
