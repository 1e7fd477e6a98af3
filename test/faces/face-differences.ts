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
      isBehindParser(face) &&
      sent.headers['content-encoding'] !== undefined &&
      (isReadHereOrThere(here, plain) || isTurnedAway(here)),
  },
  {
    name: 'express.json() decodes',
    because:
      'it reads the bytes in the charset that is named, and refuses those that it does not know; JSON is UTF-8 whatever it is called (RFC 8259, section 8.1)',
    matches: ({ face, sent, here, plain }) => {
      const charset = /charset=(.*)$/.exec(sent.headers['content-type'] ?? '')?.[1]
      if (!isBehindParser(face) || charset === undefined) return false
      return /^utf-(?:16le|7)$/.test(charset)
        ? isReadHereOrThere(here, plain) || isTurnedAway(here)
        : here.status === 415
    },
  },
  {
    name: 'express.json() refuses first',
    because:
      "a body that it refuses reached nothing else of the application, its own checks included: the refusal is the parser's, and never a call that the plain server would have looked at further",
    matches: ({ face, here, plain }) => isBehindParser(face) && isTurnedAway(here) && plain.status >= 400,
  },
]

function isBehindParser(face: string): boolean {
  return face.includes('express.json()')
}

/** The message was read at one of the two. */
function isReadHereOrThere(here: Answer, plain: Answer): boolean {
  return [here.status, plain.status].sort().join() === '200,400' || (here.status === 200 && plain.status === 200)
}

/** Refused for what a parser in front made of the body. */
function isTurnedAway({ status, body }: Answer): boolean {
  return status === 415 || status === 413 || (status === 400 && body.includes('"code":-32700,'))
}
