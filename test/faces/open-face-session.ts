import { handshake, legacyDraft } from '../differential/drafts.ts'
import { write } from '../differential/requests.ts'
import type { Ask } from './ask.ts'

/** Shakes hands as a client of 2025-11-25 and returns the session id. */
export async function openFaceSession(ask: Ask): Promise<string> {
  const answer = await ask({ ...write(legacyDraft('initialize', handshake, 'handshake', '')), isChunked: false })
  const id = answer.headers['mcp-session-id']
  if (id === undefined) throw new Error(`initialize was answered ${answer.status} without a session id: ${answer.body}`)
  const { headers, ...rest } = write(legacyDraft('notifications/initialized', {}, 0, '2025-11-25'))
  await ask({ ...rest, headers: { ...headers, 'mcp-session-id': id }, isChunked: false })
  return id
}
