import { systemClock } from '../clock.ts'
import { ToolError } from '../errors.ts'
import { msOf } from '../practices/duration-setting.ts'
import { isBun, keepsProcess } from '../runtime.ts'
import { traceparentOf } from '../telemetry/trace-context.ts'
import { boundBody } from './bounded-body.ts'
import { checkOutbound } from './check-outbound.ts'
import { checkTarget } from './check-target.ts'
import type { Fetcher, Outbound, OutboundLimits, OutboundSettings } from './outbound.ts'
import { outboundFailure } from './refused.ts'

/** One `fetch` for everything that tools call. Its parts are loaded when the first tool fetches. */
export function makeOutbound(settings: OutboundSettings, load: typeof loadFetcher = loadFetcher): Outbound {
  checkOutbound(settings)
  const limits: OutboundLimits = {
    allow: settings.allow ?? [],
    timeoutMs: msOf(settings.timeout ?? 30_000, 'createServer: outbound.timeout'),
    body: settings.body ?? 10 * 1024 * 1024,
    connections: settings.connections ?? 32,
  }
  let fetcher: Promise<Fetcher> | undefined
  return {
    async fetch(call, input, init = {}) {
      const { url, init: asked } = split(input, init)
      checkTarget(url, limits.allow)
      fetcher ??= load(limits)
      const headers = new Headers(asked.headers)
      if (!headers.has('traceparent')) {
        const { trace } = call
        headers.set('traceparent', traceparentOf(trace))
        if (trace.state !== undefined) headers.set('tracestate', trace.state)
      }
      const { signal, stop } = timeLimit(limits.timeoutMs)
      const signals = [call.signal, signal, ...(asked.signal ? [asked.signal] : [])]
      try {
        const response = await (await fetcher).fetch(url, { ...asked, headers, signal: AbortSignal.any(signals) })
        return boundBody(response, limits.body, url.host, stop)
      } catch (error) {
        stop()
        throw outboundFailure(url.host, error)
      }
    },
    async close() {
      await (await fetcher)?.close()
    },
  }
}

/** As `AbortSignal.timeout`, but it is over with the exchange: some runtimes keep a process alive for it. */
function timeLimit(ms: number): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController()
  const stop = systemClock.after(ms, () => controller.abort(new DOMException('It took too long', 'TimeoutError')))
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
