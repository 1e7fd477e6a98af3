import { type Connection, NotMcpError, RequestError } from './connection.ts'
import type { Endpoint } from './exchange.ts'
import { connectLegacy, legacyRevision } from './legacy.ts'
import { connectModern, modernRevision } from './modern.ts'
import { RefusedError } from './refusal.ts'

export const eras = ['auto', modernRevision, legacyRevision] as const
export type Era = (typeof eras)[number]

/** Opens a conversation in the wanted era; `auto` asks for 2026-07-28 and falls back to 2025-11-25 where that is not spoken. */
export async function connect(endpoint: Endpoint, era: Era, signal: AbortSignal): Promise<Connection> {
  if (era === legacyRevision) return connectLegacy(endpoint, signal)
  try {
    return await connectModern(endpoint, signal)
  } catch (error) {
    if (era === 'auto' && maySpeakAnother(error)) return connectLegacy(endpoint, signal)
    throw error
  }
}

/** A server that knows nothing of 2026-07-28 may refuse it in any words; who has to sign in has to in either era. */
function maySpeakAnother(error: unknown): boolean {
  if (error instanceof RefusedError) return error.status >= 400 && error.status !== 401
  return error instanceof RequestError || error instanceof NotMcpError
}
