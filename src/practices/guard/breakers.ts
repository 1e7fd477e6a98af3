import type { Clock } from '../../clock.ts'
import { DefinitionError } from '../../errors.ts'
import type { Logger } from '../../telemetry/logger.ts'
import type { Mode } from '../settings.ts'
import { Breaker, type BreakerSettings, type BreakerState } from './breaker.ts'

/** The breakers of a server, one for each downstream that a definition names; so many as definitions name. */
export class Breakers {
  readonly #byName = new Map<string, Breaker>()
  /** Those that keep calls away: of others it is only counted what would be. */
  readonly #enforced = new Set<string>()
  readonly #clock: Clock
  readonly #logger: Logger

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock
    this.#logger = logger
  }

  /** The breaker of a downstream. Throws DefinitionError where two definitions want it differently. */
  of(name: string, settings: BreakerSettings, { owner, mode }: { owner: string; mode: Mode }): Breaker {
    if (mode === 'enforce') this.#enforced.add(name)
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
      const mode = this.#enforced.has(name) ? 'enforce' : 'report'
      const opened = { downstream: name, openMs: settings.openMs, mode }
      if (state === 'closed') this.#logger.info('downstream.closed', { downstream: name, mode })
      else if (mode === 'report') this.#logger.info('downstream.opened', opened)
      else this.#logger.warn('downstream.opened', opened)
    })
    this.#byName.set(name, breaker)
    return breaker
  }

  /** How each downstream stands, for health and metrics: closed where nothing would be kept away from it. */
  states(): readonly (readonly [string, BreakerState])[] {
    return [...this.#byName].map(([name, breaker]) => [name, this.#enforced.has(name) ? breaker.state : 'closed'])
  }
}
