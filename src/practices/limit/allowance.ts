import type { Rate } from './rate.ts'

/** What is left for one principal and subject. Two numbers, whichever way it is counted. */
export interface Allowance {
  a: number
  b: number
  c: number
}

/** One way of counting. `take` returns 0 where the call may go on, else the milliseconds until it may. */
export interface Counter {
  start(now: number): Allowance
  take(allowance: Allowance, weight: number, now: number): number
}

/** Token bucket: `a` tokens as of `b`. Bursts up to `burst`, then the rate. */
export function tokenBucket({ calls, perMs }: Rate, burst: number): Counter {
  const perToken = perMs / calls
  return {
    start: now => ({ a: burst, b: now, c: 0 }),
    take(allowance, weight, now) {
      const tokens = Math.min(burst, allowance.a + (now - allowance.b) / perToken)
      allowance.b = now
      if (tokens >= weight) {
        allowance.a = tokens - weight
        return 0
      }
      allowance.a = tokens
      return Math.ceil((weight - tokens) * perToken)
    },
  }
}

/** Sliding window: `a` calls in the window that began at `b`, `c` in the one before, which counts by what still overlaps. */
export function slidingWindow({ calls, perMs }: Rate): Counter {
  return {
    start: now => ({ a: 0, b: now - (now % perMs), c: 0 }),
    take(allowance, weight, now) {
      const begun = now - (now % perMs)
      if (begun !== allowance.b) {
        allowance.c = begun - allowance.b === perMs ? allowance.a : 0
        allowance.a = 0
        allowance.b = begun
      }
      const overlap = 1 - (now - begun) / perMs
      const used = allowance.a + allowance.c * overlap
      if (used + weight <= calls) {
        allowance.a += weight
        return 0
      }
      // Until enough of the window before has gone by, or else until the next one.
      const fades = allowance.c > 0 ? ((used + weight - calls) / allowance.c) * perMs : Number.POSITIVE_INFINITY
      return Math.ceil(Math.min(fades, begun + perMs - now))
    },
  }
}
