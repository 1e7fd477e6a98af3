import type { OpenedFile } from '../contained.ts'
import { EtagBuilder } from '../etag.ts'
import { streamContents } from './stream-contents.ts'

/** Reads the whole file, a piece in memory at a time; undefined where it has more than `maxBytes`. */
export async function etagOfFile(file: OpenedFile, maxBytes: number, signal: AbortSignal): Promise<string | undefined> {
  if (file.facts.size > maxBytes) return undefined
  const builder = new EtagBuilder()
  let bytes = 0
  for await (const piece of streamContents(file, signal)) {
    bytes += piece.length
    if (bytes > maxBytes) return undefined
    builder.add(piece)
  }
  return builder.finish()
}
