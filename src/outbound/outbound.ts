import type { RunningCall } from '../call.ts'
import type { Duration } from '../practices/settings.ts'

/** How tools reach other systems: `call.fetch`. */
export interface OutboundSettings {
  /** Hosts that may be reached although their addresses are not public, such as `billing.internal` or `127.0.0.1:9000`. Default: none. */
  readonly allow?: readonly string[]
  /** Time for the whole exchange, redirects and body included. Default 30 s. */
  readonly timeout?: Duration
  /** Bytes of an answer, unpacked. Default 10 MiB. */
  readonly body?: number
  /** Connections to one origin at once. Default 32. */
  readonly connections?: number
}

export interface OutboundLimits {
  readonly allow: readonly string[]
  readonly timeoutMs: number
  readonly body: number
  readonly connections: number
}

/** What fetches from addresses that were found in order. */
export interface Fetcher {
  fetch(url: URL, init: RequestInit): Promise<Response>
  close(): Promise<void>
}

/** Fetches for a call: within its signal and its trace, and never from where it must not. */
export interface Outbound {
  fetch(call: RunningCall, input: string | URL | Request, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}
