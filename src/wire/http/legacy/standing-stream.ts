import { rpcFailure } from '../../../errors.ts'
import type { LiveSession, StandingStream } from '../../revisions/legacy/live-sessions.ts'
import type { Exchange } from '../exchange.ts'
import type { KeepAlive } from '../keep-alive.ts'
import { refuse } from '../refuse.ts'
import type { SessionGate } from './session-gate.ts'
import { openSessionStream, resumeStream, type SessionStream } from './session-stream.ts'

/** Answers a GET: opens the session's standing stream, or goes on with a stream where `Last-Event-ID` says. */
export function serveStream(
  exchange: Exchange,
  cors: readonly string[],
  live: LiveSession,
  gate: SessionGate,
  keepAlive: KeepAlive,
): void {
  const lastEventId = exchange.header('last-event-id')
  if (lastEventId === undefined || lastEventId === '') return openStanding(exchange, cors, live, gate, keepAlive)
  const resumed = resumeStream(exchange, cors, gate.state, live.session.id, lastEventId)
  gate.proceed(exchange, cors, resumed, stream => {
    if (!stream) return refuse(exchange, rpcFailure('EVENT_NOT_FOUND'), cors)
    keepAlive.add(stream)
    stream.onDetached(() => keepAlive.remove(stream))
    if (stream.streamId === live.standing?.streamId) live.standing.resumed(stream)
  })
}

/** One standing stream a session: a second one would get every message twice, or neither would get all. */
function openStanding(
  exchange: Exchange,
  cors: readonly string[],
  live: LiveSession,
  gate: SessionGate,
  keepAlive: KeepAlive,
): void {
  if (live.standing?.connected) return refuse(exchange, rpcFailure('STREAM_CONFLICT'), cors)
  live.standing?.end()
  const { id, revision } = live.session
  const stream = openSessionStream(exchange, cors, gate.state, id, revision)
  live.standing = new Standing(stream)
  keepAlive.add(stream)
  stream.onDetached(() => keepAlive.remove(stream))
}

/** A standing stream over the connections that its client opens one after the other. */
class Standing implements StandingStream {
  readonly #stream: SessionStream
  readonly #connections = new Set<Connection>()

  constructor(stream: SessionStream) {
    this.#stream = stream
    this.resumed(stream)
  }

  get streamId(): string | undefined {
    return this.#stream.streamId
  }

  get connected(): boolean {
    return this.#connections.size > 0
  }

  resumed(connection: Connection): void {
    this.#connections.add(connection)
    connection.onDetached(() => this.#connections.delete(connection))
  }

  write(message: string): void {
    this.#stream.write(message)
  }

  detach(): void {
    for (const connection of [...this.#connections]) connection.detach()
  }

  end(): void {
    this.#stream.end()
  }
}

type Connection = Pick<SessionStream, 'detach' | 'onDetached'>
