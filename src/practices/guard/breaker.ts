import type { Clock } from '../../clock.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly failures: number
  /** Milliseconds that it stays open. */
  readonly openMs: number
}

/** What a call may do, and how its end counts. `probe`: the one that tries whether an open circuit may close. */
export type Entry = 'passes' | 'probe' | 'shut'

/** A circuit breaker: after failures in a row nothing goes through for a while, then one call tries. */
export class Breaker {
  readonly settings: BreakerSettings
  readonly #clock: Clock
  readonly #onChange: (state: 'open' | 'closed') => void
  #failures = 0
  #openedAt: number | undefined
  #probedAt: number | undefined

  constructor(settings: BreakerSettings, clock: Clock, onChange: (state: 'open' | 'closed') => void) {
    this.settings = settings
    this.#clock = clock
    this.#onChange = onChange
  }

  get state(): BreakerState {
    if (this.#openedAt === undefined) return 'closed'
    return this.#left(this.#openedAt) > 0 ? 'open' : 'half-open'
  }

  /** Milliseconds until a call may go through; of what the one that tries will find out, as long as it may take. */
  get waitMs(): number {
    if (this.#openedAt === undefined) return 0
    return Math.max(this.#left(this.#openedAt), this.#probedAt === undefined ? 0 : this.#left(this.#probedAt))
  }

  /** While one call tries, the others are shut out; one that does not come back is given up after a while. */
  enter(): Entry {
    if (this.#openedAt === undefined) return 'passes'
    if (this.waitMs > 0) return 'shut'
    this.#probedAt = this.#clock.now()
    return 'probe'
  }

  succeeded(entry: Entry): void {
    // What went through before the circuit opened says nothing of how things stand now.
    if (this.#openedAt !== undefined && entry !== 'probe') return
    this.#failures = 0
    this.#probedAt = undefined
    if (this.#openedAt === undefined) return
    this.#openedAt = undefined
    this.#onChange('closed')
  }

  failed(entry: Entry): void {
    if (this.#openedAt !== undefined && entry !== 'probe') return
    this.#failures++
    if (entry !== 'probe' && this.#failures < this.settings.failures) return
    this.#probedAt = undefined
    this.#openedAt = this.#clock.now()
    this.#onChange('open')
  }

  /** The call ended without telling anything of the downstream. */
  left(entry: Entry): void {
    if (entry === 'probe') this.#probedAt = undefined
  }

  #left(since: number): number {
    return since + this.settings.openMs - this.#clock.now()
  }
}
