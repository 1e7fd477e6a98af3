import type { Clock } from '../../clock.ts'
import { type RpcFailure, rpcFailure } from '../../errors.ts'
import type { Logger } from '../../telemetry/logger.ts'
import type { Exchange } from '../http/exchange.ts'
import type { HttpLimits } from '../http/limits.ts'
import { refuse } from '../http/refuse.ts'
import { RunningAnswers } from '../http/running.ts'

/** The HTTP side of a server. */
export interface HttpSide<X extends Exchange> {
  handle(exchange: X): void
  /** Refuses what the application could not read, whoever sent it. */
  turnAway(exchange: X, failure: RpcFailure): void
  /** Whether a path below the mount is this server's, rather than another's in the same application. */
  serves(base: string, path: string): boolean
  /** New calls are refused from now on. */
  drain(): void
  endStreams(): void
  close(): Promise<void>
}

export interface MountParts<X extends Exchange> {
  readonly side: HttpSide<X>
  /** Opens what the server needs to serve, once: its toolkits, its file of records. */
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
  #hasFailed = false
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
        error => {
          // Closed before it was open: it answers as whatever is closed.
          if (this.#closed) return side.handle(exchange)
          if (!this.#hasFailed) logger.error('mount.not_ready', { error, advice: notReady })
          this.#hasFailed = true
          refuse(exchange, rpcFailure('NOT_READY'))
        },
      )
      .catch(error => {
        logger.error('http.failed', { error })
        refuse(exchange, rpcFailure('INTERNAL_ERROR'))
      })
  }

  turnAway(exchange: X, failure: RpcFailure): void {
    this.#parts.side.turnAway(exchange, failure)
  }

  serves(base: string, path: string): boolean {
    return this.#parts.side.serves(base, path)
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
    const { side, clock, limits, logger } = this.#parts
    side.drain()
    side.endStreams()
    const calls = await this.running.drain(clock, limits.drainMs)
    if (calls > 0) logger.warn('drain.cut', { calls, drainMs: limits.drainMs })
    await side.close()
  }
}

const notReady =
  'The server could not be opened, so every request is answered 503. The error names the cause: a toolkit that does not open, a file of records that cannot be written, or an override of a tool that there is not. Remove it, then start the application again.'
