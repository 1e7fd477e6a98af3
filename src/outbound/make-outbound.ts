import type { RunningCall } from '../call.ts'
import { type Clock, systemClock } from '../clock.ts'
import { ToolError } from '../errors.ts'
import { msOf } from '../practices/duration-setting.ts'
import { isBun, keepsProcess } from '../runtime.ts'
import { FewLines } from '../telemetry/few-lines.ts'
import type { Logger } from '../telemetry/logger.ts'
import { traceparentOf } from '../telemetry/trace-context.ts'
import { boundBody } from './bounded-body.ts'
import { checkOutbound } from './check-outbound.ts'
import { checkTarget } from './check-target.ts'
import type { Fetcher, Outbound, OutboundLimits, OutboundSettings } from './outbound.ts'
import { AddressRefused, outboundFailure } from './refused.ts'

interface OutboundParts {
  /** Told of addresses that were refused; default: nobody. */
  readonly logger?: Logger
  readonly clock?: Clock
  readonly load?: typeof loadFetcher
}

/** One `fetch` for everything that tools call. Its parts are loaded when the first tool fetches. */
export function makeOutbound(
  settings: OutboundSettings,
  { logger, clock = systemClock, load = loadFetcher }: OutboundParts = {},
): Outbound {
  checkOutbound(settings)
  const limits: OutboundLimits = {
    allow: settings.allow ?? [],
    timeoutMs: msOf(settings.timeout ?? 30_000, 'createServer: outbound.timeout'),
    body: settings.body ?? 10 * 1024 * 1024,
    connections: settings.connections ?? 32,
  }
  let fetcher: Promise<Fetcher> | undefined
  const loaded = (): Promise<Fetcher> => {
    // What could not be loaded is tried again by the next call.
    fetcher ??= load(limits).catch(error => {
      fetcher = undefined
      throw error
    })
    return fetcher
  }
  // Agents choose addresses.
  const lines = new FewLines(clock)
  const fail = (error: unknown, host: string, { record, correlationId }: RunningCall): unknown => {
    const failure = outboundFailure(host, error)
    if (failure instanceof AddressRefused && logger)
      lines.write(counted =>
        logger.warn('outbound.refused', {
          tool: record.subject,
          host: failure.host,
          correlationId,
          advice: 'Name the host in outbound.allow, where tools are meant to reach it.',
          ...counted,
        }),
      )
    return failure
  }
  return {
    async fetch(call, input, init = {}) {
      const { url, init: asked } = split(input, init)
      try {
        checkTarget(url, limits.allow)
      } catch (error) {
        throw fail(error, url.host, call)
      }
      const headers = new Headers(asked.headers)
      if (!headers.has('traceparent')) {
        const { trace } = call
        headers.set('traceparent', traceparentOf(trace))
        if (trace.state !== undefined) headers.set('tracestate', trace.state)
      }
      const { signal, stop } = timeLimit(limits.timeoutMs, clock)
      const signals = [call.signal, signal, ...(asked.signal ? [asked.signal] : [])]
      try {
        const response = await (await loaded()).fetch(url, { ...asked, headers, signal: AbortSignal.any(signals) })
        return boundBody(response, limits.body, url.host, stop)
      } catch (error) {
        stop()
        throw fail(error, url.host, call)
      }
    },
    async close() {
      // The call that loads it is told why it cannot be.
      await (await fetcher?.catch(() => undefined))?.close()
    },
  }
}

/** As `AbortSignal.timeout`, but it is over with the exchange: some runtimes keep a process alive for it. */
function timeLimit(ms: number, clock: Clock): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController()
  const stop = clock.after(ms, () => controller.abort(new DOMException('It took too long', 'TimeoutError')))
  return { signal: controller.signal, stop }
}

async function loadFetcher(limits: OutboundLimits): Promise<Fetcher> {
  const { makePlatformFetch } = await import('./platform-fetch.ts')
  if (!keepsProcess) return makePlatformFetch(limits)
  // What Bun gives out as undici is its own fetch, which lets nobody look at its connections.
  if (isBun) return makePlatformFetch(limits, (await import('./check-name.ts')).checkName)
  return (await import('./node-fetch.ts')).makeNodeFetch(limits)
}

/** A `Request` and what is said beside it, as address and settings. */
function split(input: string | URL | Request, init: RequestInit): { readonly url: URL; readonly init: RequestInit } {
  if (!(input instanceof Request)) return { url: toUrl(input), init }
  const { method, headers, body, redirect, signal } = input
  const own: RequestInit = { method, headers, redirect, signal, ...(body && { body, duplex: 'half' as const }) }
  return { url: toUrl(input.url), init: { ...own, ...init } }
}

/** Addresses often come from the agent: what is none is told to it. */
function toUrl(input: string | URL): URL {
  const url = URL.parse(String(input))
  if (url) return url
  throw new ToolError('The address to be fetched is no URL.', {
    code: 'OUTBOUND_REFUSED',
    next: 'Write it whole, with https:// in front.',
  })
}
