import { rpcFailure } from '../../../errors.ts'
import type { LiveSession } from '../../revisions/legacy/live-sessions.ts'
import type { Exchange } from '../exchange.ts'
import type { KeepAlive } from '../keep-alive.ts'
import { refuse } from '../refuse.ts'
import type { SessionGate } from './session-gate.ts'
import { openSessionStream, resumeStream } from './session-stream.ts'

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
  const { streams } = gate.state
  const resumed = resumeStream(exchange, cors, streams, live.session.id, lastEventId, (stream, onClose) => {
    keepAlive.add(stream)
    onClose(() => keepAlive.remove(stream))
  })
  gate.proceed(exchange, resumed, known => {
    if (!known) refuse(exchange, rpcFailure('EVENT_NOT_FOUND'), cors)
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
  const stream = openSessionStream(exchange, cors, gate.state.streams, id, revision)
  const standing = {
    connected: true,
    write: (message: string) => stream.write(message),
    detach: () => stream.detach(),
    end: () => stream.end(),
  }
  live.standing = standing
  keepAlive.add(stream)
  stream.onDetached(() => {
    standing.connected = false
    keepAlive.remove(stream)
  })
}
