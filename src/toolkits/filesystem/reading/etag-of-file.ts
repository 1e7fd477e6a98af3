import type { OpenedFile } from '../contained.ts'
import { EtagBuilder } from '../etag.ts'

/** Reads the whole file, a chunk in memory at a time; undefined where it has more than `maxBytes`. */
export async function etagOfFile(file: OpenedFile, maxBytes: number, signal: AbortSignal): Promise<string | undefined> {
  if (file.facts.size > maxBytes) return undefined
  const builder = new EtagBuilder()
  const chunk = Buffer.allocUnsafe(Math.min(262_144, Math.max(file.facts.size, 4_096)) + 1)
  for (let position = 0; ; ) {
    const got = await file.read(chunk, position, signal)
    builder.add(chunk.subarray(0, got))
    position += got
    if (position > maxBytes) return undefined
    if (got < chunk.length) return builder.finish()
  }
}
