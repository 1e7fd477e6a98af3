import { msOf } from '../practices/duration-setting.ts'
import { keepsProcess } from '../runtime.ts'
import { traceparentOf } from '../telemetry/trace-context.ts'
import { boundBody } from './bounded-body.ts'
import { checkTarget } from './check-target.ts'
import type { Outbound, OutboundLimits, OutboundSettings } from './outbound.ts'
import { outboundFailure } from './refused.ts'

interface Fetcher {
  fetch(url: URL, init: RequestInit): Promise<Response>
  close(): Promise<void>
}

/** One `fetch` for everything that tools call. Its parts are loaded when the first tool fetches. */
export function makeOutbound(settings: OutboundSettings): Outbound {
  const limits: OutboundLimits = {
    allow: settings.allow ?? [],
    timeoutMs: msOf(settings.timeout ?? 30_000, 'outbound.timeout'),
    body: settings.body ?? 10 * 1024 * 1024,
    connections: settings.connections ?? 32,
  }
  let fetcher: Promise<Fetcher> | undefined
  return {
    async fetch(call, input, init = {}) {
      const { url, init: asked } = split(input, init)
      checkTarget(url, limits.allow)
      fetcher ??= loadFetcher(limits)
      const headers = new Headers(asked.headers)
      if (!headers.has('traceparent')) headers.set('traceparent', traceparentOf(call.trace))
      const signals = [call.signal, AbortSignal.timeout(limits.timeoutMs), ...(asked.signal ? [asked.signal] : [])]
      try {
        const response = await (await fetcher).fetch(url, { ...asked, headers, signal: AbortSignal.any(signals) })
        return boundBody(response, limits.body, url.host)
      } catch (error) {
        throw outboundFailure(url.host, error)
      }
    },
    async close() {
      await (await fetcher)?.close()
    },
  }
}

async function loadFetcher(limits: OutboundLimits): Promise<Fetcher> {
  if (!keepsProcess) return (await import('./platform-fetch.ts')).makePlatformFetch(limits)
  return (await import('./node-fetch.ts')).makeNodeFetch(limits)
}

/** A `Request` and what is said beside it, as address and settings. */
function split(input: string | URL | Request, init: RequestInit): { readonly url: URL; readonly init: RequestInit } {
  if (!(input instanceof Request)) return { url: new URL(input), init }
  const { method, headers, body, redirect, signal } = input
  const own: RequestInit = { method, headers, redirect, signal, ...(body && { body, duplex: 'half' as const }) }
  return { url: new URL(input.url), init: { ...own, ...init } }
}
