/** Bounds of the HTTP side. Every one can be set; none can be switched off. */
export interface HttpLimits {
  /** Bytes of a request body. Default 4 MiB. */
  readonly body: number
  /** Levels of nested arrays and objects in a body. Default 64. */
  readonly depth: number
  /** Messages in a batch (2025-03-26). Default 100. */
  readonly batch: number
  /** Bytes of all headers. Default 16 KiB. */
  readonly headers: number
  /** Number of headers. Default 100. */
  readonly headerCount: number
  /** Milliseconds for the headers to arrive. Default 10 s. */
  readonly headersMs: number
  /** Milliseconds for the whole request to arrive. Default 30 s. */
  readonly requestMs: number
  /** Milliseconds that an idle connection is kept. Default 65 s: longer than common load balancers keep theirs. */
  readonly keepAliveMs: number
  /** Connections at once. Default 10,000. */
  readonly connections: number
  /** Bytes that may wait for a slow reader of a stream before its next message cuts it off. Default 4 MiB. */
  readonly streamBuffer: number
  /** Milliseconds between keep-alive comments on a stream. Default 15 s. */
  readonly pingMs: number
  /** Milliseconds that running calls get to finish when the server closes. Default 10 s. */
  readonly drainMs: number
  /** Milliseconds that an application's own sign-in (`principal`) may take; after that nobody signed in. Default 10 s. */
  readonly signInMs: number
}

export const defaultHttpLimits: HttpLimits = {
  body: 4 * 1024 * 1024,
  depth: 64,
  batch: 100,
  headers: 16 * 1024,
  headerCount: 100,
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 65_000,
  connections: 10_000,
  streamBuffer: 4 * 1024 * 1024,
  pingMs: 15_000,
  drainMs: 10_000,
  signInMs: 10_000,
}
