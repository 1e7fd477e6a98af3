import type { Rate } from './rate.ts'

/** What is left for one principal and subject. */
export interface Allowance {
  /** Bucket: tokens. Window: calls in it. */
  count: number
  /** Bucket: milliseconds, when `count` was right. Window: number of its newest slot. */
  at: number
  /** Calls in each slot of the window. */
  readonly slots: number[] | undefined
}

/** One way of counting. `take` returns 0 where the call may go on, else the milliseconds until it may. */
export interface Counter {
  start(now: number): Allowance
  take(allowance: Allowance, weight: number, now: number): number
}

/** Sums of fractions come out a little off. */
const epsilon = 1e-6

/** Token bucket: bursts up to `burst`, then the rate. */
export function tokenBucket({ calls, perMs }: Rate, burst: number): Counter {
  const perToken = perMs / calls
  return {
    start: now => ({ count: burst, at: now, slots: undefined }),
    take(allowance, weight, now) {
      // A clock that is set back gives nothing, and takes nothing.
      const passed = Math.max(0, now - allowance.at)
      const tokens = Math.min(burst, allowance.count + passed / perToken)
      allowance.at = now
      if (tokens + epsilon >= weight) {
        allowance.count = Math.max(0, tokens - weight)
        return 0
      }
      allowance.count = tokens
      return Math.ceil((weight - tokens) * perToken)
    },
  }
}

/** Parts of a window. A call counts until the part it came in lies outside of the window as a whole. */
const parts = 10

/** Sliding window: never more than the rate in any time of its length, a little less where calls come in bursts. */
export function slidingWindow({ calls, perMs }: Rate): Counter {
  // Whole milliseconds, so that no sum is ever a fraction off; the window is longer for it, never shorter.
  const partMs = Math.ceil(perMs / parts)
  const size = parts + 1
  const forget = (allowance: Allowance, slots: number[], slot: number) => {
    const passed = Math.min(size, slot - allowance.at)
    for (let step = 0; step < passed; step++) {
      const gone = (slot - step) % size
      allowance.count -= slots[gone] as number
      slots[gone] = 0
    }
    allowance.at = slot
  }
  return {
    start: now => ({ count: 0, at: Math.floor(now / partMs), slots: new Array<number>(size).fill(0) }),
    take(allowance, weight, now) {
      const slots = allowance.slots as number[]
      const current = Math.floor(now / partMs)
      // A clock that is set back far begins anew; one that was put right by a little goes on.
      if (current < allowance.at - 1) {
        slots.fill(0)
        allowance.count = 0
        allowance.at = current
      }
      const slot = Math.max(allowance.at, current)
      if (slot > allowance.at) forget(allowance, slots, slot)
      if (allowance.count + weight <= calls) {
        allowance.count += weight
        slots[slot % size] = (slots[slot % size] as number) + weight
        return 0
      }
      let excess = allowance.count + weight - calls
      let oldest = slot - parts
      while (excess > (slots[oldest % size] as number)) {
        excess -= slots[oldest % size] as number
        oldest++
      }
      return Math.max(1, Math.ceil((oldest + size) * partMs - now))
    },
  }
}
