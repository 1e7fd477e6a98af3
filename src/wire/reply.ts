import type { HangUp } from './hang-up.ts'

/** Where the answers to what a client sent are written; one per posted body or per line. */
export interface Reply {
  /** Sends a message ahead of the answer: opens a stream where the host has one. */
  send(message: string): void
  /** Sends the answer of a request. `http` is its status where nothing was streamed yet. */
  answer(message: string, http: number): void
  /** Ends without an answer: a notification was taken, or its request was cancelled. */
  finish(): void
  /** Calls `listener` once when the client hung up before the end, or the server did. */
  onGone(listener: (how?: HangUp) => void): void
  /** Closes the stream; what follows waits for the client's return, where the host can keep it. */
  closeStream(): void
}
