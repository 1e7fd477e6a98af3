import { createHash } from 'node:crypto'
import type { Outcome, RunningCall } from '../../call.ts'
import type { CacheOutcome } from '../../call-record.ts'
import type { Clock } from '../../clock.ts'
import { isJsonObject, type JsonObject } from '../../json.ts'
import { isPromise, type MaybePromise, whenReady } from '../../maybe-promise.ts'
import { modeOf } from '../mode.ts'
import type { Handler, Practice, Subject } from '../practice.ts'
import { isMode } from '../settings.ts'
import { type Remembered, ResultCache } from './cache.ts'
import { cacheKey, type Sharing } from './cache-key.ts'
import { parseLifetime } from './lifetime.ts'
import { Tags } from './tags.ts'

/** Where a result says how it was come by, and a client says which version it has: `{ ifNoneMatch: tag }`. */
export const cacheMeta = 'lintel/cache'

/** Uses results again: of what only reads, and only where a lifetime is said. Errors and questions are never kept. */
export function makeRemember(clock: Clock): Practice {
  const cache = new ResultCache()
  const tags = new Tags()
  let subjects = 0
  return {
    name: 'remember',
    wrap(subject, next) {
      const writing = makeDirtying(subject, tags, next)
      if (writing) return writing
      const settings = settingsOf(subject)
      const mode = modeOf(subject.settings.cache)
      if (!settings || mode === 'off') return undefined
      const { lifetimeMs, by, marks } = settings
      // What may serve one request alone is made for each.
      if (by === 'request') return undefined
      const prefix = String(++subjects)
      /** Calls that another call of the same waits for. Bounded by the calls that run. */
      const running = new Map<string, Promise<Outcome>>()

      const answer = (call: RunningCall, entry: Remembered, how: CacheOutcome): Outcome => {
        const ageMs = clock.now() - entry.madeAt
        const { record } = call
        const unchanged = askedVersion(call) === entry.tag
        record.cache = unchanged ? 'unchanged' : how
        record.cacheAgeMs = ageMs
        record.cacheTag = entry.tag
        const facts = { status: record.cache, ageMs, tag: entry.tag }
        if (unchanged) return { kind: 'result', result: { content: [], _meta: { [cacheMeta]: facts } } }
        const { _meta } = entry.result
        return {
          kind: 'result',
          result: { ...entry.result, _meta: { ...(isJsonObject(_meta) && _meta), [cacheMeta]: facts } },
        }
      }

      const keep = (key: string, stamp: readonly number[], outcome: Outcome): Remembered | undefined => {
        if (outcome.kind !== 'result' || outcome.result.isError === true) return undefined
        const text = JSON.stringify(outcome.result)
        const madeAt = clock.now()
        const staleAt = Math.min(madeAt + lifetimeMs, keptUntil(outcome.result) ?? Number.POSITIVE_INFINITY)
        const tag = createHash('sha256').update(text).digest('base64url').slice(0, 22)
        const entry = { result: outcome.result, tag, madeAt, staleAt, stamp, size: text.length }
        cache.set(key, entry)
        return entry
      }

      const make = (key: string, args: unknown, call: RunningCall): MaybePromise<Outcome> => {
        const stamp = tags.stamp(marks)
        const outcome = next(args, call)
        const finish = (made: Outcome): Outcome => {
          const entry = keep(key, stamp, made)
          return entry && mode === 'enforce' ? answer(call, entry, 'miss') : made
        }
        if (!isPromise(outcome)) return finish(outcome)
        const finished = outcome.then(finish).finally(() => running.delete(key))
        running.set(key, finished)
        return finished
      }

      const join = async (first: Promise<Outcome>, key: string, args: unknown, call: RunningCall): Promise<Outcome> => {
        await first.catch(() => {})
        const entry = cache.get(key)
        // The first one failed, or was given up by its own client: that is no answer to anybody else.
        return entry && isFresh(entry) ? answer(call, entry, 'shared') : make(key, args, call)
      }

      const isFresh = ({ staleAt, stamp }: Remembered) => staleAt > clock.now() && tags.isCurrent(marks, stamp)

      return function rememberResult(args, call) {
        const key = cacheKey(prefix, by, call)
        if (key === undefined) return next(args, call)
        const entry = cache.get(key)
        if (entry && isFresh(entry)) {
          if (mode === 'enforce') return answer(call, entry, 'hit')
          call.record.report('remember', 'CACHE_HIT')
          return next(args, call)
        }
        call.record.cache = 'miss'
        const first = mode === 'enforce' ? running.get(key) : undefined
        return first ? join(first, key, args, call) : make(key, args, call)
      }
    },
    describe: subject => ({
      mode: settingsOf(subject) ? modeOf(subject.settings.cache) : 'off',
      setting: settingsOf(subject)?.text ?? '',
    }),
  }
}

/** A tool that writes makes what it names stale, before its own answer goes out. */
function makeDirtying(
  { settings: { dirties = [] }, readOnly }: Subject,
  tags: Tags,
  next: Handler,
): Handler | undefined {
  if (readOnly || dirties.length === 0) return undefined
  return function dirtyTags(args, call) {
    return whenReady(next(args, call), outcome => {
      // A call that failed half-way may have written too.
      tags.dirty(dirties)
      return outcome
    })
  }
}

/** A result that points to something which expires is not kept for longer. */
function keptUntil({ _meta }: JsonObject): number | undefined {
  const kept = isJsonObject(_meta) ? _meta['lintel/expires'] : undefined
  return typeof kept === 'number' ? kept : undefined
}

function askedVersion({ params: { _meta } }: RunningCall): unknown {
  const asked = isJsonObject(_meta) ? _meta[cacheMeta] : undefined
  return isJsonObject(asked) ? asked.ifNoneMatch : undefined
}

interface RememberSettings {
  readonly lifetimeMs: number
  readonly by: Sharing
  readonly marks: readonly string[]
  readonly text: string
}

function settingsOf({ name, method, readOnly, settings: { cache } }: Subject): RememberSettings | undefined {
  if (cache === undefined || isMode(cache)) return undefined
  const { for: lifetime, by = 'principal', tags: marks = [] } = typeof cache === 'object' ? cache : { for: cache }
  if (lifetime === undefined) return undefined
  // A server's or a group's own lifetime passes its writing tools by.
  if (!readOnly) return undefined
  const lifetimeMs = parseLifetime(lifetime, `${method === 'tools/call' ? 'tool' : method} "${name}": cache`)
  return { lifetimeMs, by, marks, text: `${lifetime} by ${by}` }
}
