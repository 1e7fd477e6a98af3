import { quietly } from './quietly.ts'

/**
 * The address of who connects, where the host tells: Deno and Bun by what they call a handler with, Hono's adapter for
 * Node by its bindings or on the request itself. Headers do not count: whoever connects writes them.
 */
export function peerOf(request: Request, host: readonly unknown[]): string | undefined {
  for (const given of host) {
    const peer = quietly(() => tellPeer(given, request))
    if (peer !== undefined) return peer
  }
  for (const key of Object.getOwnPropertySymbols(request)) {
    const peer = quietly(() => addressOf((request as unknown as Record<symbol, unknown>)[key]))
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
  const peer = tellsPeer(given, request)
  if (peer !== undefined || given === null || typeof given !== 'object') return peer
  return tellsPeer((given as Told).server, request)
}

function tellsPeer(given: unknown, request: Request): string | undefined {
  if (given === null || typeof given !== 'object') return undefined
  const { remoteAddr, requestIP, incoming } = given as Told
  const address: unknown =
    remoteAddr?.hostname ?? (typeof requestIP === 'function' ? requestIP.call(given, request)?.address : undefined)
  return typeof address === 'string' ? address : addressOf(incoming)
}

/** The address of a `node:http` request. */
function addressOf(incoming: unknown): string | undefined {
  const address = (incoming as { readonly socket?: { readonly remoteAddress?: unknown } } | null | undefined)?.socket
    ?.remoteAddress
  return typeof address === 'string' ? address : undefined
}
