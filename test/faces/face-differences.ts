import type { Answer } from './ask.ts'
import type { FaceRequest } from './face-request.ts'

/** One request that a face answers otherwise than the plain server, free parts aside. */
export interface FaceDifference {
  readonly face: string
  readonly sent: FaceRequest
  readonly here: Answer
  readonly plain: Answer
}

/** Where a host comes between the client and Lintel. An entry that no request hits fails the test. */
export interface HostDifference {
  readonly name: string
  readonly because: string
  matches(difference: FaceDifference): boolean
}

export const hostDifferences: readonly HostDifference[] = [
  {
    name: 'express.json() unpacks',
    because:
      'a parser of the application unpacks a body that says how it is packed (RFC 9110, section 8.4), and refuses one that is not; the plain server unpacks nothing',
    matches: ({ face, sent, here, plain }) =>
      isBehindParser(face) && sent.headers['content-encoding'] !== undefined && isReadHereOrThere(here, plain),
  },
  {
    name: 'express.json() decodes',
    because:
      'it reads the bytes in the charset that is named; JSON is UTF-8 whatever it is called (RFC 8259, section 8.1)',
    matches: ({ face, sent, here, plain }) =>
      isBehindParser(face) &&
      /charset=utf-(?:16le|7)$/.test(sent.headers['content-type'] ?? '') &&
      isReadHereOrThere(here, plain),
  },
]

function isBehindParser(face: string): boolean {
  return face.includes('express.json()')
}

/** The message was read at one of the two. */
function isReadHereOrThere(here: Answer, plain: Answer): boolean {
  return [here.status, plain.status].sort().join() === '200,400' || (here.status === 200 && plain.status === 200)
}
