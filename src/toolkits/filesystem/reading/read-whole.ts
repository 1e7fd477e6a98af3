import { shownSize } from '../answer.ts'
import type { OpenedFile } from '../contained.ts'
import { refusal } from '../refusals.ts'

/** The whole file, of at most `maxBytes`. Throws TOO_LARGE, also where it grows past that while it is read. */
export async function readWhole(file: OpenedFile, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const { size } = file.facts
  if (size > maxBytes) throw tooLarge(file, size, maxBytes)
  // One byte more, to see whether it has grown; and room for files whose size the system gives as 0.
  let buffer = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(size, 4_096)) + 1)
  let filled = 0
  for (;;) {
    filled += await file.read(buffer.subarray(filled), filled, signal)
    if (filled < buffer.length) return buffer.subarray(0, filled)
    if (filled > maxBytes) throw tooLarge(file, filled, maxBytes)
    buffer = Buffer.concat([buffer], Math.min(maxBytes + 1, buffer.length * 2))
  }
}

function tooLarge(file: OpenedFile, size: number, maxBytes: number): Error {
  return refusal('TOO_LARGE', {
    path: file.place.path,
    because: `it has ${shownSize(size)}, and at most ${shownSize(maxBytes)} are allowed here`,
    next: 'Read it in parts with read_range, or work on a smaller file.',
    data: { size, limit: maxBytes },
  })
}
