import type { Revision } from '../../../call.ts'
import { isPromise, type MaybePromise, whenReady } from '../../../maybe-promise.ts'
import type { SessionState, SessionStore, StreamReader } from '../../../session/session.ts'
import type { ByteStream, Exchange } from '../exchange.ts'
import { encodeEvent, type MessageStream, pingComment, streamHeaders } from '../message-stream.ts'
import type { Member } from '../roster.ts'

/** Milliseconds that a client should wait before it reconnects. */
const retryMs = 1000

export interface SessionStream extends MessageStream, Member {
  /** Undefined until the log has opened it. */
  readonly streamId: string | undefined
  /** Calls `listener` once when the connection is over. */
  onDetached(listener: () => void): void
}

/** A connection whose client came back to a stream. */
export interface ResumedStream extends Pick<SessionStream, 'ping' | 'detach' | 'onDetached' | 'place'> {
  readonly streamId: string
}

/** A stream of a session: what is written goes to the log, and from there to whoever is connected. */
export function openSessionStream(
  exchange: Exchange,
  extraHeaders: readonly string[],
  { streams, sessions }: SessionState,
  sessionId: string,
  revision: Revision,
): SessionStream {
  const connection = connect(exchange, extraHeaders)
  const opened = streams.open(sessionId, connection.reader)
  let openedId: string | undefined
  let tail: MaybePromise<unknown> = whenReady(opened, ({ streamId, eventId, leave }) => {
    openedId = streamId
    connection.onClose(leave)
    // An event with empty data gives the client an id to come back with (SEP-1699); older clients would try to parse it.
    if (revision >= '2025-11-25') connection.bytes.write(`id: ${eventId}\nretry: ${retryMs}\ndata: \n\n`)
  })
  const then = (step: (streamId: string) => MaybePromise<void>) => {
    tail =
      isPromise(tail) || isPromise(opened)
        ? Promise.all([opened, tail]).then(([{ streamId }]) => step(streamId))
        : step(opened.streamId)
  }
  return {
    place: 0,
    get streamId() {
      return openedId
    },
    write: message => then(streamId => streams.append(sessionId, streamId, message)),
    end: () => then(streamId => streams.finish(sessionId, streamId)),
    detach: () => connection.close(),
    ping: () => {
      connection.ping()
      stayAlive(sessions, sessionId)
    },
    onDetached: listener => connection.onClose(listener),
  }
}

/** Replays and follows a stream for a client that came back. Undefined where its last event is not known any more. */
export function resumeStream(
  exchange: Exchange,
  extraHeaders: readonly string[],
  { streams, sessions }: SessionState,
  sessionId: string,
  lastEventId: string,
): MaybePromise<ResumedStream | undefined> {
  let connection: Connection | undefined
  const connected = () => {
    connection ??= connect(exchange, extraHeaders)
    return connection
  }
  const reader: StreamReader = {
    event: (id, message) => connected().reader.event(id, message),
    end: () => connected().reader.end(),
  }
  return whenReady(streams.follow(sessionId, lastEventId, reader), followed => {
    if (!followed) return undefined
    const { ping, close, onClose } = connected()
    onClose(followed.leave)
    return {
      place: 0,
      streamId: followed.streamId,
      ping: () => {
        ping()
        stayAlive(sessions, sessionId)
      },
      detach: close,
      onDetached: onClose,
    }
  })
}

/** A client that is connected is not idle, also when it asks nothing. */
function stayAlive(sessions: SessionStore, sessionId: string): void {
  const loaded = sessions.load(sessionId)
  // A store that fails here fails the next request too, and is told of there.
  if (isPromise(loaded)) loaded.catch(() => {})
}

interface Connection {
  readonly bytes: ByteStream
  readonly reader: StreamReader
  ping(): void
  close(): void
  /** Calls `listener` once when the connection is over, or at once where it is. */
  onClose(listener: () => void): void
}

function connect(exchange: Exchange, extraHeaders: readonly string[]): Connection {
  const bytes = exchange.stream(200, [...streamHeaders, ...extraHeaders])
  const listeners: (() => void)[] = []
  let closed = false
  const leave = () => {
    if (closed) return
    closed = true
    for (const listener of listeners) listener()
  }
  const close = () => {
    if (!closed) bytes.end()
    leave()
  }
  exchange.onGone(leave)
  return {
    bytes,
    reader: { event: (id, message) => void bytes.write(encodeEvent(message, id)), end: close },
    ping: () => void bytes.write(pingComment),
    close,
    onClose: listener => (closed ? listener() : void listeners.push(listener)),
  }
}
