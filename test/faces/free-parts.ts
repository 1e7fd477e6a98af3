import type { Answer } from './ask.ts'

/** A part of an answer that is another one each time, or is the host's own affair. One that never differs fails the test. */
export interface FreePart {
  readonly name: string
  readonly because: string
  /** The answer without it. */
  without(answer: Answer): Answer
}

export const freeParts: readonly FreePart[] = [
  {
    name: 'Date',
    because: 'the time of the answer, where the host tells it (RFC 9110, section 6.6.1)',
    without: withoutHeaders('date'),
  },
  {
    name: 'Connection and Keep-Alive',
    because: 'the host decides how long it keeps a connection (RFC 9112, section 9)',
    without: withoutHeaders('connection', 'keep-alive'),
  },
  {
    name: 'X-Powered-By',
    because: 'Express names itself unless told otherwise',
    without: withoutHeaders('x-powered-by'),
  },
  {
    name: 'framing',
    because: 'the host cuts a body into pieces or announces its length; either way the bytes are compared',
    without: withoutHeaders('content-length', 'transfer-encoding'),
  },
  {
    name: 'session id',
    because: 'drawn for each session; where a header brings one is compared',
    without: answer =>
      answer.headers['mcp-session-id'] === undefined
        ? answer
        : { ...answer, headers: { ...answer.headers, 'mcp-session-id': 'drawn' } },
  },
  {
    name: 'correlation id',
    because: 'drawn for each process and call, for the log',
    without: replacing(/("correlationId":)"[0-9a-f]{12}-[0-9a-z]+"/g, '$1"drawn"'),
  },
  {
    name: 'sealed state',
    because: 'encrypted with a nonce that is drawn each time',
    without: replacing(/("requestState":)"[^"]*"/g, '$1"drawn"'),
  },
]

function withoutHeaders(...names: readonly string[]): FreePart['without'] {
  return answer => ({
    ...answer,
    headers: Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !names.includes(name))),
  })
}

function replacing(pattern: RegExp, by: string): FreePart['without'] {
  return answer => ({ ...answer, body: answer.body.replace(pattern, by) })
}
