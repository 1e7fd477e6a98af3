import { refusal } from '../refusals.ts'

/** Walks that go on at the same time, and those that may wait for their turn; one more is refused. */
export const walksAtOnce = 4
export const walksWaiting = 100

/**
 * Lets a few walks go on at a time. Each holds the event loop and the names of a directory for a while; a thousand of
 * them together would hold it for good.
 */
export class Turns {
  #running = 0
  readonly #waiting = new Set<() => void>()

  /** Runs `walk` when it is its turn. Throws WALKS_BUSY where too many wait, and the reason of `signal` where that aborts first. */
  async take<T>(signal: AbortSignal, walk: () => Promise<T>): Promise<T> {
    if (this.#running >= walksAtOnce) await this.#wait(signal)
    else this.#running++
    try {
      signal.throwIfAborted()
      return await walk()
    } finally {
      this.#next()
    }
  }

  #wait(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= walksWaiting) throw refusal('WALKS_BUSY')
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(start)
        reject(signal.reason)
      }
      const start = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      this.#waiting.add(start)
      signal.addEventListener('abort', leave, { once: true })
      if (signal.aborted) leave()
    })
  }

  /** Hands the turn to who waited longest, or gives it back. */
  #next(): void {
    const [first] = this.#waiting
    if (first === undefined) {
      this.#running--
      return
    }
    this.#waiting.delete(first)
    first()
  }
}
