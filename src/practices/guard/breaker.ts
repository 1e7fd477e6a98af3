import type { Clock } from '../../clock.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly failures: number
  /** Milliseconds that it stays open. */
  readonly openMs: number
}

/** A circuit breaker: after failures in a row nothing goes through for a while, then one call tries. */
export class Breaker {
  readonly settings: BreakerSettings
  readonly #clock: Clock
  readonly #onChange: (state: BreakerState) => void
  #failures = 0
  #openedAt: number | undefined
  #probing = false

  constructor(settings: BreakerSettings, clock: Clock, onChange: (state: BreakerState) => void) {
    this.settings = settings
    this.#clock = clock
    this.#onChange = onChange
  }

  get state(): BreakerState {
    if (this.#openedAt === undefined) return 'closed'
    return this.#remaining() > 0 ? 'open' : 'half-open'
  }

  /** 0 where a call may go through, else the milliseconds until one may. While one tries, the others wait. */
  enter(): number {
    if (this.#openedAt === undefined) return 0
    const remaining = this.#remaining()
    if (remaining > 0) return remaining
    if (this.#probing) return this.settings.openMs
    this.#probing = true
    return 0
  }

  succeeded(): void {
    this.#failures = 0
    this.#probing = false
    if (this.#openedAt === undefined) return
    this.#openedAt = undefined
    this.#onChange('closed')
  }

  failed(): void {
    this.#probing = false
    this.#failures++
    const isProbe = this.#openedAt !== undefined
    if (!isProbe && this.#failures < this.settings.failures) return
    this.#openedAt = this.#clock.now()
    this.#onChange('open')
  }

  /** The call ended without telling anything of the downstream. */
  left(): void {
    this.#probing = false
  }

  #remaining(): number {
    return (this.#openedAt as number) + this.settings.openMs - this.#clock.now()
  }
}
