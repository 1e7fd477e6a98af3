import { isStateless, type Outcome, type RunningCall } from '../../call.ts'
import type { CacheOutcome } from '../../call-record.ts'
import type { Clock } from '../../clock.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import type { EventBus } from '../../session/event-bus.ts'
import { answerAbandoned } from '../answer-abandoned.ts'
import { lengthOf } from '../deadline/length.ts'
import { modeOf } from '../mode.ts'
import { ownerOf } from '../owner.ts'
import type { Practice, Subject } from '../practice.ts'
import { type CacheSettings, isMode } from '../settings.ts'
import { answerFrom } from './answer-from.ts'
import { type Remembered, ResultCache } from './cache.ts'
import { cacheKey, type Sharing } from './cache-key.ts'
import { makeDirtying } from './dirtying.ts'
import { Flights } from './flights.ts'
import { parseLifetime } from './lifetime.ts'
import { makeRemembered } from './make-remembered.ts'
import { Tags } from './tags.ts'

/** Uses results again: of what only reads, and only where a lifetime is said. Errors and questions are never kept. */
export function makeRemember(clock: Clock, bus: EventBus): Practice {
  const cache = new ResultCache()
  const tags = new Tags()
  // What clients are told of, they find when they ask.
  bus.subscribe(event => {
    if (event.kind === 'resource') tags.dirty([event.uri])
  })
  let subjects = 0
  return {
    name: 'remember',
    wrap(subject, next) {
      const writing = makeDirtying(subject, tags, next)
      if (writing) return writing
      const settings = settingsOf(subject)
      const mode = modeOf(subject.settings.cache)
      // What may serve one request alone is made for each.
      if (!settings || mode === 'off' || settings.by === 'request') return undefined
      const { lifetimeMs, by } = settings
      // A shared cache on the way asks nobody for scopes.
      const isPublic = by === 'everyone' && (subject.settings.scopes ?? []).length === 0
      const prefix = String(++subjects)
      const flights = new Flights(clock, patienceOf(subject))

      const answer = (call: RunningCall, entry: Remembered, how: CacheOutcome): Outcome =>
        answerFrom(call, entry, how, { now: clock.now(), isPublic })

      const isFresh = ({ staleAt, marks, stamp }: Remembered) => staleAt > clock.now() && tags.isCurrent(marks, stamp)

      /** Makes the result, and keeps it where that may be. */
      const make = (key: string, args: unknown, call: RunningCall): MaybePromise<Outcome> => {
        const marks = marksOf(settings.marks, call)
        // As of now: what is written while the result is being made makes it stale.
        const stamp = tags.stamp(marks)
        const finish = (made: Outcome): Outcome => {
          if (made.kind !== 'result' || made.result.isError === true || call.hasAsked) return made
          const entry = makeRemembered(made.result, { marks, stamp, lifetimeMs, now: clock.now() })
          cache.set(key, entry)
          return mode === 'enforce' ? answer(call, entry, 'miss') : made
        }
        const outcome = next(args, call)
        if (!isPromise(outcome)) return finish(outcome)
        const finished = outcome.then(finish)
        if (mode === 'enforce') flights.lead(key, finished, call)
        return finished
      }

      const join = async (first: Promise<void>, key: string, args: unknown, call: RunningCall): Promise<Outcome> => {
        call.record.waitingSince = clock.now()
        const over = await flights.follow(first, key, call, () => isKept(key))
        if (call.aborted) return answerAbandoned(call)
        const entry = over && cache.get(key)
        // The others failed, or were given up by their own clients: that is no answer to anybody else.
        return entry && isFresh(entry) ? answer(call, entry, 'shared') : make(key, args, call)
      }

      const isKept = (key: string) => {
        const entry = cache.get(key)
        return entry !== undefined && isFresh(entry)
      }

      return function rememberResult(args, call) {
        // An answer to what was asked of one person is for that person.
        const key = call.hasAsked || (settings.roots && tellsRoots(call)) ? undefined : cacheKey(prefix, by, call)
        if (key === undefined) return next(args, call)
        const entry = cache.get(key)
        if (entry && isFresh(entry)) {
          if (mode === 'enforce') return answer(call, entry, 'hit')
          call.record.report('remember', 'CACHE_HIT')
          return next(args, call)
        }
        call.record.cache = 'miss'
        const first = mode === 'enforce' ? flights.of(key) : undefined
        return first ? join(first, key, args, call) : make(key, args, call)
      }
    },
    describe: subject => ({
      mode: settingsOf(subject) ? modeOf(subject.settings.cache) : 'off',
      setting: settingsOf(subject)?.text ?? '',
    }),
  }
}

/** Another client of the same principal may work in other folders, and this one may leave a folder at any time. */
function tellsRoots({ client, revision }: RunningCall): boolean {
  return !isStateless(revision) && client.capabilities['roots'] !== undefined
}

/** Milliseconds that a call waits for others: no longer than it may take itself. Undefined: until they are done. */
function patienceOf(subject: Subject): number | undefined {
  return modeOf(subject.settings.deadline) === 'enforce' ? lengthOf(subject) : undefined
}

/** A resource goes by its address as well. */
function marksOf(marks: readonly string[], { method, params: { uri } }: RunningCall): readonly string[] {
  return method === 'resources/read' && typeof uri === 'string' ? [...marks, uri] : marks
}

interface RememberSettings {
  readonly lifetimeMs: number
  readonly by: Sharing
  readonly marks: readonly string[]
  readonly roots: boolean
  readonly text: string
}

function settingsOf(subject: Subject): RememberSettings | undefined {
  const { cache } = subject.settings
  if (cache === undefined || isMode(cache)) return undefined
  const settings: CacheSettings = typeof cache === 'object' ? cache : { for: cache }
  const { for: lifetime, by = 'principal', tags: marks = [], roots = false } = settings
  // A server's or a group's own lifetime passes its writing tools by.
  if (lifetime === undefined || !subject.readOnly) return undefined
  return {
    lifetimeMs: parseLifetime(lifetime, `${ownerOf(subject)}: cache`),
    by,
    marks,
    roots,
    text: `${lifetime} by ${by}`,
  }
}
