import { isJsonObject, type Json, type JsonObject } from '../../src/json.ts'
import { type Difference, differ } from './difference.ts'
import { type Answer, without } from './normalise.ts'
import { argumentNames } from './subject.ts'

/** Where Lintel answers otherwise than the official SDK, on purpose. An entry that no request hits fails the test. */
export interface DeliberateDifference {
  readonly name: string
  readonly does: string
  /** From the specification, where it says so. */
  readonly because: string
  matches(difference: Difference): boolean
}

export const deliberateDifferences: readonly DeliberateDifference[] = [
  {
    name: 'foreign origin or host',
    does: 'answers 403',
    because:
      'Transports, "Security Warning": servers MUST validate Origin, and a forged Host is DNS rebinding. The SDK leaves both to the app.',
    matches: ({ sent, ours }) =>
      ours.status === 403 && (sent.headers.origin !== undefined || sent.headers.host !== undefined),
  },
  {
    name: 'a header of a later era in a session',
    does: 'serves the request as the era that the header names',
    because:
      '2026-07-28, "Protocol Version Header": the version decides how a request is read. The SDK session transport knows the 2025 era alone; its handler of both eras, compared in the other legs, decides as Lintel does.',
    matches: ({ leg, sent }) =>
      leg === '2025-11-25 in a session' && (sent.headers['mcp-protocol-version'] ?? '').trim() >= '2026-07-28',
  },
  {
    name: 'invalid parameters',
    does: 'answers -32602',
    because:
      'JSON-RPC 2.0, section 5.1: -32602 is "Invalid method parameter(s)". The SDK reports some failed checks as an internal error.',
    matches: ({ ours, theirs }) => answersWith(ours, 200, -32602) && answersWith(theirs, 200, -32603),
  },
  {
    name: 'invalid cursor',
    does: 'answers -32602',
    because: '"Pagination", Error Handling: invalid cursors SHOULD result in -32602. The SDK ignores the cursor.',
    matches: ({ sent, ours, theirs }) =>
      answersWith(ours, 200, -32602) && theirs.status === 200 && sent.body.includes('"cursor"'),
  },
  {
    name: 'resource not found in 2025-11-25',
    does: 'answers -32002',
    because: '2025-11-25, "Resources", Error Handling: resource not found is -32002. The SDK answers as in 2026-07-28.',
    matches: ({ ours, theirs }) => answersWith(ours, 200, -32002) && answersWith(theirs, 200, -32602),
  },
  {
    name: 'an id that is no id',
    does: 'answers with the id null',
    because:
      'JSON-RPC 2.0, section 5: the id is null where it could not be read; MCP allows strings and integers only.',
    matches: ({ ours, theirs }) =>
      codeOf(ours) === -32600 &&
      codeOf(theirs) === -32600 &&
      idOf(ours) === null &&
      !Number.isSafeInteger(idOf(theirs)),
  },
  {
    name: 'JSON nested deeper than 64 levels',
    does: 'answers -32600 before it reads the message',
    because: '"Security Best Practices" ask to bound what a client sends; the SDK bounds the length alone.',
    matches: ({ sent, ours }) =>
      answersWith(ours, 400, -32600) && idOf(ours) === null && sent.body.includes('['.repeat(60)),
  },
  {
    name: 'an answer from a client without the capability',
    does: 'answers -32021',
    because:
      '2026-07-28, "Multi Round-Trip Requests": only declared kinds are asked for, and capabilities are declared with each request, so with the one that brings the answer too.',
    matches: ({ sent, ours }) => answersWith(ours, 400, -32021) && sent.body.includes('"inputResponses"'),
  },
  {
    name: 'JSON that is no message',
    does: 'answers -32600',
    because: 'JSON-RPC 2.0, section 5.1: -32700 is for what is not JSON, -32600 for what is not a request.',
    matches: ({ ours, theirs }) => answersWith(ours, 400, -32600) && answersWith(theirs, 400, -32700),
  },
  {
    name: 'an empty batch',
    does: 'answers -32600',
    because: 'JSON-RPC 2.0, section 6: an empty array is an invalid request. The SDK session transport accepts it.',
    matches: ({ sent, ours, theirs }) =>
      answersWith(ours, 400, -32600) && theirs.status === 202 && sent.body.trim() === '[]',
  },
  {
    name: 'a batch that repeats an id',
    does: 'answers each request',
    because: 'JSON-RPC 2.0, section 6: a response for each request of the batch. The SDK keeps one answer per id.',
    matches: ({ sent, ours, theirs }) =>
      sent.body.startsWith('[') && ours.status === theirs.status && ours.messages.length > theirs.messages.length,
  },
  {
    name: 'two faults at once',
    does: 'names the fault of the body or its type before that of the Accept header',
    because: 'The specification gives no order; both answers refuse.',
    matches: ({ ours, theirs }) => theirs.status === 406 && (ours.status === 400 || ours.status === 415),
  },
  {
    name: 'a forged state from a client without the capability',
    does: 'refuses the state first',
    because:
      '2026-07-28, "requestState": it is input of an attacker and is verified before anything else. The SDK leaves that to the app.',
    matches: ({ sent, ours, theirs }) =>
      answersWith(ours, 200, -32602) && theirs.status !== 202 && sent.body.includes('"requestState"'),
  },
  {
    name: 'the mode of a form',
    does: 'leaves out `mode`',
    because:
      '"Elicitation": mode is optional and form is what it means when absent, also to clients that know no mode.',
    matches: difference => agreesWithout(difference, ['mode'], '"elicitation/create"'),
  },
  {
    name: 'the number of completions',
    does: 'gives `total` also where it is 0',
    because: '"Completion", Response: total is optional.',
    matches: difference => agreesWithout(difference, ['total'], 'completion/complete'),
  },
  {
    name: 'what a list says of a tool',
    does: 'says whether it is read-only, and that a tool without arguments takes none',
    because:
      '"Tools": annotations are optional; `{ type: "object", additionalProperties: false }` is the recommended schema of a tool without parameters.',
    matches: difference => agreesWithout(difference, listed, 'tools/list'),
  },
  {
    name: 'a request without the version header',
    does: 'answers as 2025-03-26 did: no structured content, no output schema',
    because:
      '2025-11-25, "Protocol Version Header": without the header, and no other way to know, the server SHOULD assume 2025-03-26.',
    matches: difference =>
      difference.sent.headers['mcp-protocol-version'] === undefined &&
      agreesWithout(difference, ['structuredContent', 'outputSchema', ...listed], ''),
  },
  {
    name: 'a revision without structured content',
    does: 'leaves out what the revision does not know: structured content, output schemas, titles',
    because: '2024-11-05 and 2025-03-26 have none of them. The SDK answers every revision of the era alike.',
    matches: difference =>
      ['2024-11-05', '2025-03-26'].includes(difference.sent.headers['mcp-protocol-version'] ?? '') &&
      agreesWithout(difference, ['structuredContent', 'outputSchema', 'title', ...listed], ''),
  },
  {
    name: 'an argument that no schema names',
    does: 'refuses the call',
    because:
      '"Tools", Security Considerations: servers MUST validate all tool inputs. A misspelt argument that is dropped is a call that does something else than was asked. The SDK drops it.',
    matches: ({ sent, ours }) =>
      /"isError":true|"code":-32602/.test(JSON.stringify(ours.messages)) && namesUnknown(sent.body),
  },
  {
    name: 'initialize within a session',
    does: 'opens another session',
    because:
      '2025-11-25, "Session Management": initialize starts a session, and nothing says that a client may not start anew.',
    matches: ({ sent, ours, theirs }) =>
      ours.status === 200 && answersWith(theirs, 400, -32600) && sent.body.includes('"initialize"'),
  },
]

/** Whether a body, or a message of a batch, calls a tool or gets a prompt with an argument that it does not name. */
function namesUnknown(body: string): boolean {
  const sent: unknown = JSON.parse(body)
  return [sent].flat().some(message => {
    const isNamed = isJsonObject(message) && (message.method === 'tools/call' || message.method === 'prompts/get')
    const params = isNamed ? message.params : undefined
    if (!isJsonObject(params) || !isJsonObject(params.arguments)) return false
    const known = argumentNames[String(params.name)]
    return known !== undefined && Object.keys(params.arguments).some(name => !known.includes(name))
  })
}

/** The members that a list of tools has more of. */
const listed = ['annotations', 'additionalProperties']

/** The same status, and the same messages but for some members; the difference has to be about `topic`. */
function agreesWithout({ sent, ours, theirs }: Difference, members: readonly string[], topic: string): boolean {
  const text = sent.body + JSON.stringify(ours)
  return text.includes(topic) && !differ(without(ours, members), without(theirs, members))
}

function answersWith(answer: Answer, status: number, code: number): boolean {
  return answer.status === status && codeOf(answer) === code
}

function codeOf({ messages }: Answer): Json | undefined {
  const error = only(messages)?.error
  return isJsonObject(error) ? error.code : undefined
}

function idOf({ messages }: Answer): Json | undefined {
  return only(messages)?.id
}

function only(messages: readonly Json[]): JsonObject | undefined {
  const [message] = messages
  return messages.length === 1 && isJsonObject(message) ? message : undefined
}
