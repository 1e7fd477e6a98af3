import type { JsonObject } from '../../src/json.ts'
import type { Leg } from './difference.ts'
import { handshake, legacyDraft, modernDraft } from './drafts.ts'
import type { Sent } from './exchange.ts'
import { write } from './requests.ts'

/** A prompt with an argument that it does not name. */
const greeting = { name: 'greet', arguments: { name: 'Ada', other: 'x' } }

/** Requests for differences that the generators meet too seldom to rely on. */
export const seldom: ReadonlyMap<Leg, readonly Sent[]> = new Map<Leg, readonly Sent[]>([
  [
    '2026-07-28',
    [
      ask({}, { inputResponses: { who: { action: 'decline' } } }),
      ask({}, { requestState: 'forged' }),
      ask({ elicitation: {} }, {}),
      write(modernDraft('prompts/get', greeting, 1, {}, {})),
    ],
  ],
  [
    '2025-11-25 without sessions',
    [
      write(legacyDraft('tools/call', { name: 'add', arguments: { a: 1, b: 2 } }, 1, '2024-11-05')),
      write(legacyDraft('tools/call', { name: 'add', arguments: { a: 1, b: 2 } }, 1, '')),
      batch('tools/list', 2),
      write(legacyDraft('prompts/get', greeting, 1, '2025-11-25')),
    ],
  ],
  ['2025-11-25 in a session', [inSession('initialize', handshake), { ...batch('ping', 0), body: '[]' }]],
])

function ask(capabilities: JsonObject, more: JsonObject): Sent {
  return write(modernDraft('tools/call', { name: 'ask', arguments: {} }, 1, capabilities, more))
}

/** The same request several times in one body, within the session where there is one. */
function batch(method: string, count: number): Sent {
  const draft = legacyDraft(method, {}, 1, '2025-11-25')
  return { ...inSession(method, {}), body: JSON.stringify(Array(count).fill(draft.body)) }
}

function inSession(method: string, params: JsonObject): Sent {
  const draft = legacyDraft(method, params, 1, '2025-11-25')
  return write({ ...draft, headers: { ...draft.headers, 'mcp-session-id': '{session}' } })
}
