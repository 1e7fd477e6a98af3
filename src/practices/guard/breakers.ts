import type { Clock } from '../../clock.ts'
import { DefinitionError } from '../../errors.ts'
import type { Logger } from '../../telemetry/logger.ts'
import { Breaker, type BreakerSettings, type BreakerState } from './breaker.ts'

/** The breakers of a server, one for each downstream that a definition names; so many as definitions name. */
export class Breakers {
  readonly #byName = new Map<string, Breaker>()
  readonly #clock: Clock
  readonly #logger: Logger

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock
    this.#logger = logger
  }

  /** The breaker of a downstream. Throws DefinitionError where two definitions want it differently. */
  of(name: string, settings: BreakerSettings, owner: string): Breaker {
    const known = this.#byName.get(name)
    if (known) {
      const { failures, openMs } = known.settings
      if (failures !== settings.failures || openMs !== settings.openMs)
        throw new DefinitionError(
          `${owner}: downstream "${name}" is set differently elsewhere: ${failures} failures, open for ${openMs / 1000} s. One system has one breaker.`,
        )
      return known
    }
    const breaker = new Breaker(settings, this.#clock, state => {
      if (state === 'open') this.#logger.warn('downstream.opened', { downstream: name, openMs: settings.openMs })
      else this.#logger.info('downstream.closed', { downstream: name })
    })
    this.#byName.set(name, breaker)
    return breaker
  }

  /** How each downstream stands, for health and metrics. */
  states(): readonly (readonly [string, BreakerState])[] {
    return [...this.#byName].map(([name, breaker]) => [name, breaker.state])
  }
}
