import type { FollowedStream, OpenedStream, StreamLog, StreamReader } from './session.ts'

export interface StreamBounds {
  /** Messages kept for a session, over all its streams; the oldest go first. Default 256. */
  readonly events: number
  /** Characters kept for a session. Default 1 Mi. */
  readonly characters: number
}

interface KeptEvent {
  readonly streamId: string
  /** Counts the messages of a session. */
  readonly sequence: number
  readonly message: string
}

interface SessionLog {
  readonly events: KeptEvent[]
  /** Unfinished streams, each with who reads it now. */
  readonly live: Map<string, Set<StreamReader>>
  characters: number
  streamCount: number
  sequence: number
  /** Sequence of the newest message that had to go. */
  lostThrough: number
}

/** Streamed messages in this process, within bounds for each session. */
export class MemoryStreams implements StreamLog {
  readonly #logs = new Map<string, SessionLog>()
  readonly #bounds: StreamBounds

  constructor(bounds: StreamBounds) {
    this.#bounds = bounds
  }

  open(sessionId: string, reader: StreamReader): OpenedStream {
    const log = this.#logs.get(sessionId) ?? this.#start(sessionId)
    const streamId = String(++log.streamCount)
    const readers = new Set([reader])
    log.live.set(streamId, readers)
    return { streamId, eventId: `${streamId}-${log.sequence}`, leave: () => readers.delete(reader) }
  }

  append(sessionId: string, streamId: string, message: string): void {
    const log = this.#logs.get(sessionId)
    if (!log) return
    const sequence = ++log.sequence
    log.events.push({ streamId, sequence, message })
    log.characters += message.length
    while (
      log.events.length > this.#bounds.events ||
      (log.characters > this.#bounds.characters && log.events.length > 1)
    ) {
      const lost = log.events.shift() as KeptEvent
      log.characters -= lost.message.length
      log.lostThrough = lost.sequence
    }
    for (const reader of [...(log.live.get(streamId) ?? [])]) reader.event(`${streamId}-${sequence}`, message)
  }

  finish(sessionId: string, streamId: string): void {
    const log = this.#logs.get(sessionId)
    const readers = log?.live.get(streamId)
    log?.live.delete(streamId)
    for (const reader of readers ?? []) reader.end()
  }

  follow(sessionId: string, lastEventId: string, reader: StreamReader): FollowedStream | undefined {
    const log = this.#logs.get(sessionId)
    const [, streamId, seen] = /^(\d{1,15})-(\d{1,15})$/.exec(lastEventId) ?? []
    if (!log || streamId === undefined) return undefined
    if (Number(streamId) > log.streamCount || Number(seen) > log.sequence || Number(seen) < log.lostThrough)
      return undefined
    for (const { streamId: of, sequence, message } of log.events) {
      if (of === streamId && sequence > Number(seen)) reader.event(`${streamId}-${sequence}`, message)
    }
    const readers = log.live.get(streamId)
    if (!readers) {
      reader.end()
      return { streamId, leave: () => {} }
    }
    readers.add(reader)
    return { streamId, leave: () => readers.delete(reader) }
  }

  /** Forgets a session that ended. */
  drop(sessionId: string): void {
    const log = this.#logs.get(sessionId)
    if (!log) return
    for (const streamId of [...log.live.keys()]) this.finish(sessionId, streamId)
    this.#logs.delete(sessionId)
  }

  #start(sessionId: string): SessionLog {
    const log: SessionLog = { events: [], live: new Map(), characters: 0, streamCount: 0, sequence: 0, lostThrough: 0 }
    this.#logs.set(sessionId, log)
    return log
  }
}
