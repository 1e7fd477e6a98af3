import type { ClientIdentity, LogLevel, Revision } from '../call.ts'
import type { MaybePromise } from '../maybe-promise.ts'

/** What a 2025-era conversation must remember: plain data, so that any node can serve its next request. */
export interface Session {
  readonly id: string
  readonly revision: Revision
  readonly client: ClientIdentity
  /** Nobody else may use the session. */
  readonly principalId: string
  readonly logLevel: LogLevel | undefined
  /** URIs of `resources/subscribe`; at most `maxSubscriptions`. */
  readonly subscriptions: readonly string[]
}

export type SessionChanges = Partial<Pick<Session, 'logLevel' | 'subscriptions'>>

/** Keeps sessions until they were idle for too long. */
export interface SessionStore {
  /** At the cap the session that was idle longest makes room. */
  create(session: Session): MaybePromise<void>
  /** Finds a session and starts its idle time anew. */
  load(id: string): MaybePromise<Session | undefined>
  update(id: string, changes: SessionChanges): MaybePromise<void>
  /** Whether there was such a session. */
  end(id: string): MaybePromise<boolean>
  /** Tells of every session that ended: by its client, by idleness, or to make room. */
  onEnd(listener: (id: string) => void): void
}

/** Keeps what was streamed in a session, so that a client that lost its connection gets the rest (`Last-Event-ID`). */
export interface StreamLog {
  /** Starts a stream of a session; `reader` hears of each message from now on. */
  open(sessionId: string, reader: StreamReader): MaybePromise<OpenedStream>
  /** Adds a message; its event id is unique within the session. */
  append(sessionId: string, streamId: string, message: string): MaybePromise<void>
  /** No message follows. */
  finish(sessionId: string, streamId: string): MaybePromise<void>
  /** Replays what came after an event on its own stream, then follows it to its end. Undefined where that is no longer known. */
  follow(sessionId: string, lastEventId: string, reader: StreamReader): MaybePromise<FollowedStream | undefined>
}

export interface FollowedStream {
  readonly streamId: string
  /** The reader hears no more; the stream goes on. */
  readonly leave: () => void
}

export interface OpenedStream extends FollowedStream {
  /** Stands for the beginning of the stream, before its first message. */
  readonly eventId: string
}

export interface StreamReader {
  event(eventId: string, message: string): void
  end(): void
}

/** Reaches the node that holds a session's running calls and open streams. */
export interface SessionChannel {
  send(sessionId: string, message: SessionMessage): void
  listen(sessionId: string, listener: (message: SessionMessage) => void): () => void
}

export type SessionMessage =
  /** The client answered one of our requests; `answer` is the JSON-RPC message. */
  | { readonly kind: 'answer'; readonly answer: unknown }
  /** The client cancelled one of its requests. */
  | { readonly kind: 'cancel'; readonly requestId: string | number; readonly reason: string | undefined }

/** The three together, as a store offers them. */
export interface SessionState {
  readonly sessions: SessionStore
  readonly streams: StreamLog
  readonly channel: SessionChannel
  close(): MaybePromise<void>
}
