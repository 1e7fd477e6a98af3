import { refusal } from '../refusals.ts'

/** `ignoreBOM` keeps a byte order mark as a character of the text, so that encoding gives the same bytes again. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of a file that is to be edited, without loss: encoded again it gives the same bytes. Throws NOT_TEXT. */
export function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return strict.decode(bytes)
  } catch (cause) {
    throw refusal('NOT_TEXT', {
      path,
      next: 'Only UTF-8 text can be edited. write_file replaces the whole file.',
      cause,
    })
  }
}
