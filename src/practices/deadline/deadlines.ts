import { type Clock, longestTimer } from '../../clock.ts'

/** A call that may not take longer. Linked to its neighbours, so that it leaves in one step. */
export interface Deadline {
  dueAt: number
  expire: () => void
  before: Deadline | undefined
  after: Deadline | undefined
}

/**
 * Deadlines of one length, in the order in which they were set, which is the order in which they are due. One timer for
 * the first of them; nothing runs while there is none. Bounded by the calls that run.
 */
export class Deadlines {
  readonly ms: number
  readonly #clock: Clock
  #first: Deadline | undefined
  #last: Deadline | undefined
  #ticking = false

  constructor(clock: Clock, ms: number) {
    this.#clock = clock
    this.ms = ms
  }

  add(expire: () => void): Deadline {
    const deadline: Deadline = { dueAt: this.#clock.now() + this.ms, expire, before: this.#last, after: undefined }
    if (this.#last) this.#last.after = deadline
    else this.#first = deadline
    this.#last = deadline
    if (!this.#ticking) this.#tick(this.ms)
    return deadline
  }

  remove(deadline: Deadline): void {
    const { before, after } = deadline
    if (before) before.after = after
    else if (this.#first === deadline) this.#first = after
    if (after) after.before = before
    else if (this.#last === deadline) this.#last = before
    deadline.before = deadline.after = undefined
  }

  #tick(ms: number): void {
    this.#ticking = true
    this.#clock.after(Math.min(ms, longestTimer), () => {
      this.#ticking = false
      const now = this.#clock.now()
      while (this.#first && this.#first.dueAt <= now) {
        const due = this.#first
        this.remove(due)
        due.expire()
      }
      if (this.#first && !this.#ticking) this.#tick(Math.max(1, this.#first.dueAt - now))
    })
  }
}
