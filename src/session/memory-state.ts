import type { Clock } from '../clock.ts'
import { MemorySessions, type SessionBounds } from './memory-sessions.ts'
import { MemoryStreams, type StreamBounds } from './memory-streams.ts'
import type { SessionChannel, SessionMessage, SessionState } from './session.ts'

export type SessionLimits = SessionBounds & StreamBounds

export const defaultSessionLimits: SessionLimits = {
  idleMs: 30 * 60_000,
  max: 10_000,
  events: 256,
  characters: 1 << 20,
}

/** Session state of a single process; all of it is gone when the process ends. */
export function memorySessionState(clock: Clock, limits: SessionLimits): SessionState {
  const sessions = new MemorySessions(clock, limits)
  const streams = new MemoryStreams(limits)
  sessions.onEnd(id => streams.drop(id))
  return { sessions, streams, channel: new MemoryChannel(), close: () => sessions.close() }
}

class MemoryChannel implements SessionChannel {
  readonly #listeners = new Map<string, (message: SessionMessage) => void>()

  send(sessionId: string, message: SessionMessage): void {
    this.#listeners.get(sessionId)?.(message)
  }

  listen(sessionId: string, listener: (message: SessionMessage) => void): () => void {
    this.#listeners.set(sessionId, listener)
    return () => this.#listeners.delete(sessionId)
  }
}
