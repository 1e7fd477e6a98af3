import type { Clock } from '../../src/index.ts'

interface Timer {
  at: number
  readonly every: number | undefined
  readonly task: () => void
}

/** A clock whose hands a test turns. */
export class FakeClock implements Clock {
  #now = Date.UTC(2026, 0, 1)
  readonly #timers = new Set<Timer>()

  now(): number {
    return this.#now
  }

  every(ms: number, task: () => void): () => void {
    return this.#add({ at: this.#now + ms, every: ms, task })
  }

  after(ms: number, task: () => void): () => void {
    return this.#add({ at: this.#now + ms, every: undefined, task })
  }

  /** Lets time pass; what falls due on the way runs in the order of its time. */
  advance(ms: number): void {
    const until = this.#now + ms
    for (let next = this.#due(until); next; next = this.#due(until)) {
      this.#now = next.at
      if (next.every === undefined) this.#timers.delete(next)
      else next.at += next.every
      next.task()
    }
    this.#now = until
  }

  #add(timer: Timer): () => void {
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  #due(until: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) if (timer.at <= until && (!first || timer.at < first.at)) first = timer
    return first
  }
}
