import type { OpenedFile } from '../contained.ts'

const chunkBytes = 262_144

/** Hands a file on piece by piece. A piece is valid until the next is asked for. */
export async function* streamContents(file: OpenedFile, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  // One byte more than a small file has, so that one read sees its end.
  const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(file.facts.size, 4_096)) + 1)
  for (let position = 0; ; ) {
    const length = await file.read(chunk, position, signal)
    position += length
    if (length > 0) yield chunk.subarray(0, length)
    if (length < chunk.length) return
  }
}
