import type { Logger } from '../../telemetry/logger.ts'
import { FetchExchange } from './fetch-exchange.ts'
import type { FetchHandler } from './mount.ts'
import type { Mounted } from './mounted.ts'
import { quietly } from './quietly.ts'

export interface FetchHandlerParts {
  readonly mounted: Mounted<FetchExchange>
  readonly streamBuffer: number
  readonly logger: Logger
  readonly close: () => Promise<void>
}

/** A mounted server as a handler of hosts that speak `fetch`. */
export function makeFetchHandler({ mounted, streamBuffer, logger, close }: FetchHandlerParts): FetchHandler {
  const handler = (request: Request, ...host: readonly unknown[]): Promise<Response> => {
    const outlives = host.find(canWait)
    const ended = outlives && Promise.withResolvers<void>()
    const exchange = new FetchExchange(request, host, streamBuffer, () => {
      mounted.running.remove(exchange)
      ended?.resolve()
    })
    mounted.running.add(exchange)
    try {
      // A streamed answer goes on after its response: the host must not end the work before.
      if (ended) outlives.waitUntil(ended.promise)
      mounted.answer(exchange)
    } catch (error) {
      logger.error('http.failed', { error })
      exchange.fail()
    }
    return exchange.response
  }
  return Object.assign(handler, { close })
}

/** Cloudflare's `ExecutionContext`, and what other hosts model after it. */
function canWait(given: unknown): given is { waitUntil(work: Promise<unknown>): void } {
  return quietly(() => typeof (given as { waitUntil?: unknown } | null | undefined)?.waitUntil === 'function') ?? false
}
