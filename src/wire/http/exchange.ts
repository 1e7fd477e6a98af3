import type { HangUp } from '../hang-up.ts'

/**
 * One HTTP request and the means to answer it, whatever the host. `node:http` and `fetch` are faces of it; everything
 * that decides anything stands behind it.
 */
export interface Exchange {
  readonly method: string
  /** Path and query, as sent; below the mount where the host strips its prefix. */
  readonly target: string
  /** The prefix that the host stripped from the path: `/api`, or empty. */
  readonly base: string
  /** Address of the other end of the connection; undefined where the host does not tell. */
  readonly peer: string | undefined
  /** The host of the target, where the client named one there that differs from its `Host`. */
  readonly authority: string | undefined
  /** Whether nothing that is answered reaches anybody any more: the client is gone, or was answered by others. */
  readonly isOver: boolean
  /** By lower-case name; repeated ones as HTTP joins them. */
  header(name: string): string | undefined
  /** Reads the body as UTF-8. More than `limit` bytes is `too-large`; a client that hangs up is not heard of again. */
  readBody(limit: number, done: (body: BodyRead) => void): void
  /** Answers at once. `headers` holds names and values in turn. */
  answer(status: number, headers: readonly string[], body: string): void
  /** Starts a streamed answer. */
  stream(status: number, headers: readonly string[]): ByteStream
  /** Calls `listener` once when the client hung up before the answer ended, or the server did. */
  onGone(listener: (how?: HangUp) => void): void
}

/**
 * `bytes` is how long the text is in UTF-8, where the host knows. `value` is what the host has parsed already, within the
 * limit. `consumed`: something read the body and left nothing of it. `unreadable`: it broke off, or is not the text it
 * says to be.
 */
export type BodyRead =
  | { readonly text: string; readonly bytes?: number }
  | { readonly value: unknown }
  | { readonly refused: 'too-large' | 'unreadable' | 'consumed' }

export interface ByteStream {
  /** False where more than the host's bound waits for the client: it reads too slowly and is cut off. */
  write(text: string): boolean
  end(): void
}
