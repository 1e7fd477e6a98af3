import type { RunningCall } from '../../call.ts'
import type { Clock } from '../../clock.ts'

/** So many others are waited for before a call goes by itself: whoever fails keeps nobody for long. */
const mostLeaders = 2

/** Calls that others of the same wait for. Bounded by the calls that run. */
export class Flights {
  readonly #running = new Map<string, Promise<void>>()
  readonly #clock: Clock
  readonly #patienceMs: number | undefined

  /** `patienceMs`: how long a call waits for others in all. Default: until they are done. */
  constructor(clock: Clock, patienceMs?: number) {
    this.#clock = clock
    this.#patienceMs = patienceMs
  }

  /** The one that is under way, until it is over. */
  of(key: string): Promise<void> | undefined {
    return this.#running.get(key)
  }

  /** Others may wait for this one: until it is over, was given up, or begins to wait for its own client. */
  lead(key: string, finished: Promise<unknown>, call: RunningCall): void {
    if (this.#running.has(key)) return
    const { promise: over, resolve } = Promise.withResolvers<void>()
    this.#running.set(key, over)
    const end = () => {
      if (this.#running.get(key) === over) this.#running.delete(key)
      resolve()
    }
    call.onQuestion(end)
    call.onAbort(end)
    finished.then(end, end)
  }

  /** Waits for others until what they make is there. False: the call goes by itself. */
  async follow(first: Promise<void>, key: string, call: RunningCall, isThere: () => boolean): Promise<boolean> {
    const { promise: late, resolve } = Promise.withResolvers<void>()
    let isLate = false
    const stop = this.#inTime(() => {
      isLate = true
      resolve()
    })
    call.onAbort(() => resolve())
    let leader: Promise<void> | undefined = first
    for (let waited = 0; leader && waited < mostLeaders && !call.aborted && !isLate; waited++) {
      await Promise.race([leader, late])
      if (isThere()) {
        stop()
        return true
      }
      leader = this.#running.get(key)
    }
    stop()
    return false
  }

  #inTime(expire: () => void): () => void {
    return this.#patienceMs === undefined ? () => {} : this.#clock.after(this.#patienceMs, expire)
  }
}
