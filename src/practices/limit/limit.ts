import type { Clock } from '../../clock.ts'
import { refuseCall } from '../../refusal.ts'
import { modeOf } from '../mode.ts'
import type { Practice, Subject } from '../practice.ts'
import { isMode, type LimitSettings } from '../settings.ts'
import { slidingWindow, tokenBucket } from './allowance.ts'
import { Allowances } from './allowances.ts'
import { parseRate } from './rate.ts'

/** Principals times subjects that are counted at once; about 200 bytes each. */
const maxAllowances = 100_000

const readingRate = '600/minute'
const writingRate = '120/minute'

/** How often one principal may call one thing. */
export function makeLimit(clock: Clock): Practice {
  const allowances = new Allowances(maxAllowances)
  let subjects = 0
  return {
    name: 'limit',
    wrap(subject, next) {
      const mode = modeOf(subject.settings.limit)
      if (mode === 'off') return undefined
      const { rate: text, window = 'bucket', weight = 1, burst } = settingsOf(subject)
      const rate = parseRate(text, subject.name)
      const counter =
        window === 'sliding'
          ? slidingWindow(rate)
          : tokenBucket(rate, burst ?? Math.max(weight, Math.ceil(rate.calls / 5)))
      const prefix = `${++subjects}:`
      return function limitCalls(args, call) {
        const now = clock.now()
        const allowance = allowances.of(prefix + call.principal.id, () => counter.start(now))
        const waitMs = counter.take(allowance, weight, now)
        if (waitMs === 0) return next(args, call)
        if (mode === 'enforce') {
          const message = `Too many calls of ${subject.name} in a short time: ${text}`
          return refuseCall(call, 'limit', 'RATE_LIMITED', { message, retryAfterMs: waitMs })
        }
        call.record.report('limit', 'RATE_LIMITED')
        return next(args, call)
      }
    },
    describe: subject => ({ mode: modeOf(subject.settings.limit), setting: settingsOf(subject).rate }),
  }
}

function settingsOf(subject: Subject): LimitSettings & { readonly rate: string } {
  const { limit } = subject.settings
  const settings = limit === undefined || isMode(limit) ? {} : typeof limit === 'string' ? { rate: limit } : limit
  return { ...settings, rate: settings.rate ?? (subject.readOnly ? readingRate : writingRate) }
}
