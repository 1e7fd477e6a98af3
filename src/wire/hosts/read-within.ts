import { GatheredBytes } from '../gathered-bytes.ts'
import type { BodyRead } from '../http/exchange.ts'

/** Reads a body as UTF-8, up to a bound of bytes. */
export async function readWithin(stream: ReadableStream<Uint8Array>, limit: number): Promise<BodyRead> {
  const body = new GatheredBytes()
  const { next, cancel } = isDeno ? reusing(stream) : asTheyCome(stream)
  for (;;) {
    const piece = await next()
    if (!piece) {
      const bytes = body.length
      return { text: body.take(), bytes }
    }
    if (body.length + piece.length > limit) {
      // Not awaited: a host may let go of the rest only once it was answered.
      cancel().catch(() => {})
      return { refused: 'too-large' }
    }
    body.push(piece)
  }
}

interface Pieces {
  /** Undefined where no more come. */
  readonly next: () => Promise<Uint8Array | undefined>
  readonly cancel: () => Promise<void>
}

/** Deno brings each piece in 64 KiB of its own, also a single byte, and lets go of them late. */
const isDeno = 'Deno' in globalThis

const reusedBytes = 16 * 1024

/** Pieces that are read into the same memory one after another, where the stream can. */
function reusing(stream: ReadableStream<Uint8Array>): Pieces {
  let reader: ReadableStreamBYOBReader
  try {
    reader = stream.getReader({ mode: 'byob' })
  } catch {
    // The application made the stream, and not of bytes.
    return asTheyCome(stream)
  }
  let memory = new Uint8Array(reusedBytes)
  const next = async () => {
    const { done, value } = await reader.read(memory)
    if (done) return undefined
    memory = new Uint8Array(value.buffer)
    return value.slice()
  }
  return { next, cancel: () => reader.cancel() }
}

function asTheyCome(stream: ReadableStream<Uint8Array>): Pieces {
  const reader = stream.getReader()
  return { next: async () => (await reader.read()).value, cancel: () => reader.cancel() }
}
