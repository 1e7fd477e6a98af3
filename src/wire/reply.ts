import type { Transport } from '../call-record.ts'
import type { HangUp } from './hang-up.ts'

/** Where the answers to what a client sent are written; one per posted body or per line. */
export interface Reply {
  readonly transport: Transport
  /** UTF-8 bytes of the request that this answers; of a batch, its share. */
  readonly received: number
  /** W3C Trace Context of the request's own headers (traceparent), where the transport has such. */
  readonly traceparent: string | undefined
  /** What vendors keep beside it, where there is one (tracestate). */
  readonly tracestate: string | undefined
  /** Sends a message ahead of the answer: opens a stream where the host has one. */
  send(message: string): void
  /** Sends the answer of a request. `http` is its status where nothing was streamed yet. */
  answer(message: string, http: number): void
  /** Ends without an answer: a notification was taken, or its request was cancelled. */
  finish(): void
  /** Calls `listener` once when the client hung up, or on a pipe cancelled, before the end, or the server did. */
  onGone(listener: (how?: HangUp) => void): void
  /** Closes the stream; what follows waits for the client's return, where the host can keep it. */
  closeStream(): void
}
