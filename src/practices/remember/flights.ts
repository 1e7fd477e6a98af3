import type { RunningCall } from '../../call.ts'

/** So many others are waited for before a call goes by itself: whoever fails keeps nobody for long. */
const mostLeaders = 2

/** Calls that others of the same wait for. Bounded by the calls that run. */
export class Flights {
  readonly #running = new Map<string, Promise<void>>()

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
    let leader: Promise<void> | undefined = first
    for (let waited = 0; leader && waited < mostLeaders && !call.aborted; waited++) {
      await over(leader, call)
      if (isThere()) return true
      leader = this.#running.get(key)
    }
    return false
  }
}

/** Resolves when the leader is done, or nobody waits for its follower any more. */
function over(leader: Promise<void>, call: RunningCall): Promise<void> {
  return new Promise(resolve => {
    call.onAbort(() => resolve())
    void leader.then(resolve)
  })
}
