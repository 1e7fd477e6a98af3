import type { Clock } from '../../clock.ts'
import { type Member, Roster } from './roster.ts'

/** An answer under way that can be broken off. */
export interface Running extends Member {
  cut(): void
}

/** The answers under way at one mount. The host closes connections, so draining waits for answers. Bounded by the host's connections. */
export class RunningAnswers {
  readonly #running = new Roster<Running>()
  #idle: (() => void) | undefined

  add(answer: Running): void {
    this.#running.add(answer)
  }

  remove(answer: Running): void {
    this.#running.remove(answer)
    if (this.#running.size === 0) this.#idle?.()
  }

  /** Resolves when all have ended, with how many still ran after `drainMs` and were cut. */
  async drain(clock: Clock, drainMs: number): Promise<number> {
    if (this.#running.size === 0) return 0
    let cut = 0
    const idle = new Promise<void>(resolve => {
      this.#idle = resolve
    })
    const stop = clock.after(drainMs, () => {
      cut = this.#running.size
      for (const answer of this.#running.list()) answer.cut()
      this.#idle?.()
    })
    await idle
    stop()
    return cut
  }
}
