import { checkTarget, isAllowed } from './check-target.ts'
import type { Fetcher, OutboundLimits } from './outbound.ts'

/** Redirects that are followed, as the Fetch standard has it. */
const maxRedirects = 20

/**
 * `fetch` of a runtime that lets nobody look at its connections: addresses written as numbers are judged, on every
 * redirect. Cloudflare Workers reach no private network at all. Elsewhere `checkName` judges what a name leads to before it
 * is fetched; a name that says something else a moment later (DNS rebinding) is not noticed.
 */
export function makePlatformFetch({ allow }: OutboundLimits, checkName?: (hostname: string) => Promise<void>): Fetcher {
  const follow = async (url: URL, init: RequestInit, left: number): Promise<Response> => {
    checkTarget(url, allow)
    if (!isAllowed(url, allow)) await checkName?.(url.hostname)
    const response = await fetch(url, { ...init, redirect: 'manual' })
    const location = response.headers.get('location')
    if (init.redirect === 'manual' || location === null || ![301, 302, 303, 307, 308].includes(response.status))
      return response
    // What nobody reads would keep its connection.
    await response.body?.cancel()
    if (left === 0 || init.redirect === 'error') throw new TypeError('Too many redirects, or none are wanted')
    const next = new URL(location, url)
    return follow(next, redirected(init, response.status, next.origin === url.origin), left - 1)
  }
  return { fetch: (url: URL, init: RequestInit) => follow(url, init, maxRedirects), close: async () => {} }
}

/** What goes on to the next address: no body after 303 (or 301 and 302 of a POST), no credentials to another origin. */
function redirected(init: RequestInit, status: number, isSameOrigin: boolean): RequestInit {
  const headers = new Headers(init.headers)
  if (!isSameOrigin) for (const name of ['authorization', 'cookie', 'proxy-authorization']) headers.delete(name)
  const method = init.method?.toUpperCase() ?? 'GET'
  const becomesGet = (status === 303 && method !== 'HEAD') || ((status === 301 || status === 302) && method === 'POST')
  if (!becomesGet) return { ...init, headers }
  const { body, ...rest } = init
  for (const name of ['content-type', 'content-length', 'content-encoding']) headers.delete(name)
  return { ...rest, method: 'GET', headers }
}
