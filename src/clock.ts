/** Where time enters. Everything that waits or expires takes one, so that tests can turn the hands. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Milliseconds with fractions, from any start, for measuring. Default: `now`. */
  elapsed?(): number
  /** Runs `task` every `ms` milliseconds until the returned function is called. Never keeps the process alive. */
  every(ms: number, task: () => void): () => void
  /** Runs `task` once, after `ms` milliseconds, unless the returned function is called first. */
  after(ms: number, task: () => void): () => void
}

/** Milliseconds, some 24 days. A timer that is set for longer fires at once. */
export const longestTimer = 2 ** 31 - 1

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  every(ms, task) {
    const timer = setInterval(task, Math.min(ms, longestTimer))
    timer.unref?.()
    return () => clearInterval(timer)
  },
  after(ms, task) {
    const timer = setTimeout(task, Math.min(ms, longestTimer))
    timer.unref?.()
    return () => clearTimeout(timer)
  },
}
