import fc from 'fast-check'
import { legacyDraft, modernDraft } from '../differential/drafts.ts'
import { write } from '../differential/requests.ts'

/** The text of a valid call, which is answered at once. */
export type RawRequest = (sessionId: string) => string

/** Valid calls of both eras, with their length or in pieces. */
export const rawCalls: fc.Arbitrary<RawRequest> = fc
  .record({
    isModern: fc.boolean(),
    text: fc.string({ maxLength: 200, unit: 'binary' }),
    pieces: fc.option(fc.integer({ min: 1, max: 60 })),
  })
  .map(({ isModern, text, pieces }) => sessionId => {
    const params = { name: 'echo', arguments: { text } }
    const draft = isModern
      ? modernDraft('tools/call', params, 1, {}, {})
      : legacyDraft('tools/call', params, 1, '2025-11-25')
    const { headers, body } = write(draft)
    const session = isModern ? {} : { 'mcp-session-id': sessionId }
    const bytes = Buffer.from(body)
    const framed =
      pieces === null
        ? [`Content-Length: ${bytes.length}\r\n\r\n`, bytes.toString('latin1')]
        : ['Transfer-Encoding: chunked\r\n\r\n', ...piecesOf(bytes, pieces), '0\r\n\r\n']
    return head({ ...headers, ...session }) + framed.join('')
  })

function head(headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST /mcp HTTP/1.1\r\n${lines.join('')}`
}

function piecesOf(bytes: Buffer, size: number): readonly string[] {
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size)
    pieces.push(`${piece.length.toString(16)}\r\n${piece.toString('latin1')}\r\n`)
  }
  return pieces
}
