import { createHash } from 'node:crypto'
import { isJsonObject, type JsonObject } from '../../json.ts'
import type { Remembered } from './cache.ts'

export interface Making {
  readonly marks: readonly string[]
  readonly stamp: readonly number[]
  readonly lifetimeMs: number
  readonly now: number
}

/** A result to be kept: a copy, since the handler may go on with what it returned, and its version. */
export function makeRemembered(result: JsonObject, { marks, stamp, lifetimeMs, now }: Making): Remembered {
  const text = JSON.stringify(result)
  return {
    result: JSON.parse(text) as JsonObject,
    // Cut before it is a text: a slice of one would be copied with every answer.
    tag: createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url'),
    madeAt: now,
    staleAt: Math.min(now + lifetimeMs, keptUntil(result) ?? Number.POSITIVE_INFINITY),
    marks,
    stamp,
    size: text.length,
  }
}

/** A result that points to something which expires is not kept for longer. */
function keptUntil({ _meta }: JsonObject): number | undefined {
  const kept = isJsonObject(_meta) ? _meta['lintel/expires'] : undefined
  return typeof kept === 'number' ? kept : undefined
}
