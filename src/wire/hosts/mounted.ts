import type { Clock } from '../../clock.ts'
import { rpcFailure } from '../../errors.ts'
import type { Logger } from '../../telemetry/logger.ts'
import type { Exchange } from '../http/exchange.ts'
import type { HttpLimits } from '../http/limits.ts'
import { refuse } from '../http/refuse.ts'
import { RunningAnswers } from '../http/running.ts'

/** The HTTP side of a server. */
export interface HttpSide<X extends Exchange> {
  handle(exchange: X): void
  /** New calls are refused from now on. */
  drain(): void
  endStreams(): void
  close(): Promise<void>
}

export interface MountParts<X extends Exchange> {
  readonly side: HttpSide<X>
  /** Opens the server's toolkits, once. */
  readonly open: () => Promise<void>
  readonly limits: HttpLimits
  readonly logger: Logger
  readonly clock: Clock
}

/** A server in an application that has its own listener: opened with the first request at the latest, drained on its own. */
export class Mounted<X extends Exchange> {
  readonly running = new RunningAnswers()
  readonly #parts: MountParts<X>
  #isOpen = false
  #closed: Promise<void> | undefined

  constructor(parts: MountParts<X>) {
    this.#parts = parts
  }

  answer(exchange: X): void {
    const { side, logger } = this.#parts
    if (this.#isOpen) return side.handle(exchange)
    this.open()
      .then(
        () => side.handle(exchange),
        () => refuse(exchange, rpcFailure('NOT_READY')),
      )
      .catch(error => {
        logger.error('http.failed', { error })
        refuse(exchange, rpcFailure('INTERNAL_ERROR'))
      })
  }

  async open(): Promise<void> {
    await this.#parts.open()
    this.#isOpen = true
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    const { side, clock, limits } = this.#parts
    side.drain()
    side.endStreams()
    await this.running.drain(clock, limits.drainMs)
    await side.close()
  }
}
