import type { Exchange } from './exchange.ts'

/** A streamed answer: JSON-RPC messages as server-sent events. */
export interface MessageStream {
  write(message: string): void
  /** Ends the stream after its last message. */
  end(): void
  /** Ends this connection; what follows waits for the client's return where the stream can keep it. */
  detach(): void
  /** Keeps the connection from looking idle. */
  ping(): void
}

export const streamHeaders: readonly string[] = [
  'Content-Type',
  'text/event-stream',
  'Cache-Control',
  'no-cache, no-transform',
  'X-Accel-Buffering',
  'no',
]

export const pingComment = ': keepalive\n\n'

export function encodeEvent(message: string, id?: string): string {
  return id === undefined ? `event: message\ndata: ${message}\n\n` : `event: message\nid: ${id}\ndata: ${message}\n\n`
}

/** A stream that ends with its connection. */
export function openPlainStream(exchange: Exchange, extraHeaders: readonly string[]): MessageStream {
  const bytes = exchange.stream(200, [...streamHeaders, ...extraHeaders])
  return {
    write: message => void bytes.write(encodeEvent(message)),
    end: () => bytes.end(),
    detach: () => {},
    ping: () => void bytes.write(pingComment),
  }
}
