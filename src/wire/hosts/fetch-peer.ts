/**
 * The address of who connects, where the host tells: Deno and Bun by what they call a handler with, Hono's adapter for
 * Node by its bindings or on the request itself. Headers do not count: whoever connects writes them.
 */
export function peerOf(request: Request, host: readonly unknown[]): string | undefined {
  for (const given of host) {
    const peer = tellPeer(given, request)
    if (peer !== undefined) return peer
  }
  for (const key of Object.getOwnPropertySymbols(request)) {
    const peer = addressOf((request as unknown as Record<symbol, unknown>)[key])
    if (peer !== undefined) return peer
  }
  return undefined
}

/** Shapes of what a host calls with: Deno's `ServeHandlerInfo`, Bun's `Server`, Hono's bindings for Node. */
interface Told {
  readonly remoteAddr?: { readonly hostname?: unknown }
  readonly requestIP?: (request: Request) => { readonly address: string } | null
  readonly server?: unknown
  readonly incoming?: unknown
}

function tellPeer(given: unknown, request: Request): string | undefined {
  if (given === null || typeof given !== 'object') return undefined
  const { remoteAddr, requestIP, server, incoming } = given as Told
  if (typeof remoteAddr?.hostname === 'string') return remoteAddr.hostname
  if (typeof requestIP === 'function') return requestIP.call(given, request)?.address
  return addressOf(incoming) ?? tellPeer(server, request)
}

/** The address of a `node:http` request. */
function addressOf(incoming: unknown): string | undefined {
  const address = (incoming as { readonly socket?: { readonly remoteAddress?: unknown } } | null | undefined)?.socket
    ?.remoteAddress
  return typeof address === 'string' ? address : undefined
}
