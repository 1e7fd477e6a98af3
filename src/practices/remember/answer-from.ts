import type { Outcome, RunningCall } from '../../call.ts'
import type { CacheOutcome } from '../../call-record.ts'
import { isJsonObject, type JsonObject } from '../../json.ts'
import type { Remembered } from './cache.ts'

/** Where a result says how it was come by, and a client says which version it has: `{ ifNoneMatch: tag }`. */
const cacheMeta = 'lintel/cache'

/** What is good for ever is good for a year, as caches have it (RFC 9111, section 1.2.2 bounds it at 2^31 seconds). */
const longestHintMs = 365 * 86_400_000

/** An answer from what is kept, with how it was come by in its `_meta`, and the 2026 hints of a resource. */
export function answerFrom(
  call: RunningCall,
  entry: Remembered,
  how: CacheOutcome,
  { now, isPublic }: { readonly now: number; readonly isPublic: boolean },
): Outcome {
  const ageMs = now - entry.madeAt
  const { record, method } = call
  record.cache = askedVersion(call) === entry.tag ? 'unchanged' : how
  const facts = { status: record.cache, ageMs, tag: entry.tag }
  const { result } = entry
  const isHinted = method !== 'resources/read' || result.ttlMs !== undefined
  const hints = isHinted
    ? undefined
    : {
        ttlMs: Math.max(0, Math.min(entry.staleAt - now, longestHintMs)),
        cacheScope: isPublic ? 'public' : 'private',
      }
  if (record.cache === 'unchanged')
    return { kind: 'result', result: { ...withoutBody(method, result), ...hints, _meta: { [cacheMeta]: facts } } }
  const { _meta } = result
  return {
    kind: 'result',
    result: { ...result, ...hints, _meta: { ...(isJsonObject(_meta) && _meta), [cacheMeta]: facts } },
  }
}

/** What the client has already is left out; the shape of the result stays. */
function withoutBody(method: string, result: JsonObject): JsonObject {
  if (method === 'resources/read') return { ...result, contents: [] }
  if (method === 'prompts/get') return { ...result, messages: [] }
  return { content: [] }
}

function askedVersion({ params: { _meta } }: RunningCall): unknown {
  const asked = isJsonObject(_meta) ? _meta[cacheMeta] : undefined
  return isJsonObject(asked) ? asked.ifNoneMatch : undefined
}
