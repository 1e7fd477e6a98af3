import type { OpenedFile } from '../contained.ts'
import { EtagBuilder } from '../etag.ts'
import { refusal } from '../refusals.ts'

const chunkBytes = 256 * 1024

/** All bytes of a file, which may be `limit` at most: TOO_LARGE. */
export async function readContents(file: OpenedFile, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  if (file.facts.size > limit) throw tooLarge(file, limit)
  // One more than there should be, to notice a file that grows meanwhile.
  const bytes = new Uint8Array(file.facts.size + 1)
  const length = await file.read(bytes, 0, signal)
  if (length > file.facts.size) throw refusal('FILE_CHANGED', { path: file.place.path })
  return bytes.subarray(0, length)
}

/** Hands a file on piece by piece. A piece is valid until the next is asked for. */
export async function* streamContents(file: OpenedFile, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(chunkBytes)
  let position = 0
  for (
    let length = await file.read(buffer, 0, signal);
    length > 0;
    length = await file.read(buffer, position, signal)
  ) {
    position += length
    yield buffer.subarray(0, length)
  }
}

export async function etagOfFile(file: OpenedFile, signal: AbortSignal): Promise<string> {
  const builder = new EtagBuilder()
  for await (const piece of streamContents(file, signal)) builder.add(piece)
  return builder.finish()
}

function tooLarge(file: OpenedFile, limit: number) {
  return refusal('TOO_LARGE', {
    path: file.place.path,
    because: `it has ${file.facts.size} bytes, and ${limit} are allowed here`,
    next: 'Work on a smaller file.',
  })
}
