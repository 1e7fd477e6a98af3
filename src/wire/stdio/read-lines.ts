import { GatheredBytes } from '../gathered-bytes.ts'
import type { InputPipe } from './pipe.ts'

const newline = 0x0a

export interface LineReader {
  line(text: string): void
  /** A line was longer than the limit; what is left of it was skipped. */
  tooLong(): void
}

/** Splits a byte stream into lines of at most `limit` bytes; empty ones are skipped. Resolves when the stream ends or `signal` aborts. */
export function readLines(input: InputPipe, limit: number, signal: AbortSignal, reader: LineReader): Promise<void> {
  const held = new GatheredBytes()
  let skipping = false

  const take = (bytes: Buffer) => {
    if (skipping) {
      skipping = false
      return
    }
    held.push(bytes)
    const text = held.take().trim()
    if (text !== '') reader.line(text)
  }

  const hold = (bytes: Buffer) => {
    if (skipping || bytes.length === 0) return
    if (held.length + bytes.length <= limit) return held.push(bytes)
    held.clear()
    skipping = true
    reader.tooLong()
  }

  const onData = (bytes: Uint8Array) => {
    // A Node stream gives a Buffer, as long as nobody set an encoding.
    const chunk = bytes as Buffer
    let start = 0
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, start)) {
      if (!skipping && held.length + at - start > limit) hold(chunk.subarray(start, at))
      take(chunk.subarray(start, at))
      start = at + 1
    }
    hold(start === 0 ? chunk : chunk.subarray(start))
  }

  return new Promise(resolve => {
    const stop = () => {
      input.off('data', onData)
      signal.removeEventListener('abort', stop)
      input.pause()
      resolve()
    }
    input.on('data', onData)
    input.once('end', () => {
      if (held.length > 0) take(Buffer.alloc(0))
      stop()
    })
    input.once('close', stop)
    input.once('error', stop)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  })
}
