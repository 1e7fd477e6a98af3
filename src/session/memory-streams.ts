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

interface LiveStream {
  /** Who reads it now. */
  reader: StreamReader | undefined
  /** Sequence of its newest message that had to go. */
  lostThrough: number
}

interface SessionLog {
  readonly events: KeptEvent[]
  /** Unfinished streams by id. */
  readonly live: Map<string, LiveStream>
  characters: number
  streamCount: number
  sequence: number
  /** The same for streams that are finished. */
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
    const stream: LiveStream = { reader, lostThrough: 0 }
    log.live.set(streamId, stream)
    return { streamId, eventId: `${streamId}-${log.sequence}`, leave: () => leave(stream, reader) }
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
      const losing = log.live.get(lost.streamId) ?? log
      losing.lostThrough = lost.sequence
    }
    log.live.get(streamId)?.reader?.event(`${streamId}-${sequence}`, message)
  }

  finish(sessionId: string, streamId: string): void {
    const log = this.#logs.get(sessionId)
    const stream = log?.live.get(streamId)
    if (!log || !stream) return
    log.live.delete(streamId)
    log.lostThrough = Math.max(log.lostThrough, stream.lostThrough)
    stream.reader?.end()
  }

  follow(sessionId: string, lastEventId: string, reader: StreamReader): FollowedStream | undefined {
    const log = this.#logs.get(sessionId)
    const [, streamId, seen] = /^(\d{1,15})-(\d{1,15})$/.exec(lastEventId) ?? []
    if (!log || streamId === undefined) return undefined
    const stream = log.live.get(streamId)
    const { lostThrough } = stream ?? log
    if (Number(streamId) > log.streamCount || Number(seen) > log.sequence || Number(seen) < lostThrough)
      return undefined
    for (const { streamId: of, sequence, message } of log.events) {
      if (of === streamId && sequence > Number(seen)) reader.event(`${streamId}-${sequence}`, message)
    }
    if (!stream) {
      reader.end()
      return { streamId, leave: () => {} }
    }
    // The client is where it came back; an earlier connection that still seems open would get everything twice.
    stream.reader?.end()
    stream.reader = reader
    return { streamId, leave: () => leave(stream, reader) }
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

function leave(stream: LiveStream, reader: StreamReader): void {
  if (stream.reader === reader) stream.reader = undefined
}
