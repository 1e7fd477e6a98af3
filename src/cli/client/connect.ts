import { type Connection, NotMcpError, RequestError } from './connection.ts'
import { connectLegacy, legacyRevision } from './legacy.ts'
import { connectModern, modernRevision } from './modern.ts'

export const eras = ['auto', modernRevision, legacyRevision] as const
export type Era = (typeof eras)[number]

/** Opens a conversation in the wanted era; `auto` asks for 2026-07-28 and falls back to 2025-11-25 where that is not spoken. */
export async function connect(url: string, era: Era, signal: AbortSignal): Promise<Connection> {
  if (era === legacyRevision) return connectLegacy(url, signal)
  try {
    return await connectModern(url, signal)
  } catch (error) {
    if (era === 'auto' && (error instanceof RequestError || error instanceof NotMcpError))
      return connectLegacy(url, signal)
    throw error
  }
}
