import type { Clock } from '../../clock.ts'
import { DefinitionError } from '../../errors.ts'
import { refuseCall } from '../../refusal.ts'
import { modeOf } from '../mode.ts'
import { ownerOf } from '../owner.ts'
import type { Practice, Subject } from '../practice.ts'
import { isMode, type LimitSettings, type Rate } from '../settings.ts'
import { type Counter, slidingWindow, tokenBucket } from './allowance.ts'
import { Allowances } from './allowances.ts'
import { parseRate } from './rate.ts'

/** Principals times subjects that are counted at once; about 200 bytes each. */
const maxAllowances = 100_000

const readingRate = '600/minute'
const writingRate = '120/minute'
/** Part of the rate that may come at once. */
const burstPart = 1 / 5

/** How often one principal may call one thing. */
export function makeLimit(clock: Clock): Practice {
  const allowances = new Allowances(maxAllowances)
  let subjects = 0
  return {
    name: 'limit',
    wrap(subject, next) {
      const mode = modeOf(subject.settings.limit)
      if (mode === 'off') return undefined
      const { weight = 1 } = settingsOf(subject)
      const { counter, told } = countingOf(subject)
      const prefix = `${++subjects}:`
      return function limitCalls(args, call) {
        const now = clock.now()
        const allowance = allowances.of(prefix + call.principal.id, counter, now)
        const waitMs = counter.take(allowance, weight, now)
        if (waitMs === 0) return next(args, call)
        if (mode === 'enforce') {
          const message = `Too many calls of ${subject.name} in a short time: ${told}`
          return refuseCall(call, 'limit', 'RATE_LIMITED', { message, retryAfterMs: waitMs })
        }
        call.record.report('limit', 'RATE_LIMITED')
        return next(args, call)
      }
    },
    describe: subject => ({ mode: modeOf(subject.settings.limit), setting: settingsOf(subject).rate }),
  }
}

/** How calls are counted, and the same for whoever is refused: `10/minute, 2 at once`. */
function countingOf(subject: Subject): { readonly counter: Counter; readonly told: string } {
  const owner = `${ownerOf(subject)}: limit`
  const { rate: text, window, weight = 1, burst } = settingsOf(subject)
  const rate = parseRate(text, owner)
  if (window === 'sliding') {
    if (burst !== undefined)
      throw new DefinitionError(`${owner}: a sliding window has no burst. Leave it out, or write window: 'bucket'.`)
    if (weight > rate.calls) throw new DefinitionError(neverPasses(owner, weight, text))
    return { counter: slidingWindow(rate), told: text }
  }
  if (burst !== undefined && weight > burst) throw new DefinitionError(neverPasses(owner, weight, `burst ${burst}`))
  const atOnce = burst ?? Math.max(weight, Math.ceil(rate.calls * burstPart))
  return { counter: tokenBucket(rate, atOnce), told: `${text}, ${atOnce} at once` }
}

function neverPasses(owner: string, weight: number, most: string): string {
  return `${owner}: a call that counts ${weight} never passes a limit of ${most}.`
}

function settingsOf(subject: Subject): LimitSettings & { readonly rate: Rate } {
  const { limit } = subject.settings
  const settings = limit === undefined || isMode(limit) ? {} : typeof limit === 'string' ? { rate: limit } : limit
  return { ...settings, rate: settings.rate ?? (subject.readOnly ? readingRate : writingRate) }
}
