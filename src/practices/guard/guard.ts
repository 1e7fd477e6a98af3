import type { Outcome, RunningCall } from '../../call.ts'
import type { Clock } from '../../clock.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { refuseCall } from '../../refusal.ts'
import { msOf } from '../duration-setting.ts'
import { modeOf } from '../mode.ts'
import type { Practice, Subject } from '../practice.ts'
import { isMode } from '../settings.ts'
import type { Breakers } from './breakers.ts'

const defaultFailures = 5
const defaultOpenMs = 60_000
const defaultRetries = 2
/** Before the first retry; twice as long before the next. Each wait is between half of that and all of it. */
const firstPauseMs = 200

/** For tools that name what is behind them: a breaker shared by all of them, and further attempts where one more does no harm. */
export function makeGuard(breakers: Breakers, clock: Clock, random: () => number = Math.random): Practice {
  return {
    name: 'guard',
    wrap(subject, next) {
      const settings = settingsOf(subject)
      const mode = modeOf(subject.settings.downstream)
      if (!settings || mode === 'off') return undefined
      const breaker = breakers.of(settings.name, settings, `tool "${subject.name}"`)
      const retries = subject.idempotent && mode === 'enforce' ? settings.retries : 0

      const shut = (call: RunningCall, retryAfterMs: number): Outcome => {
        const message = `${settings.name}, which the tool depends on, does not answer`
        const refusal = refuseCall(call, 'guard', 'DOWNSTREAM_UNAVAILABLE', { message, retryAfterMs })
        return settings.fallback === undefined ? refusal : { kind: 'value', value: settings.fallback }
      }

      const attempt = (args: unknown, call: RunningCall, left: number): MaybePromise<Outcome> => {
        const outcome = next(args, call)
        if (!isPromise(outcome)) return judge(outcome, args, call, left)
        // A handler that does not end in time never comes back to be judged.
        call.onAbort(({ how }) => (how === 'timeout' ? breaker.failed() : breaker.left()))
        return outcome.then(made => judge(made, args, call, left))
      }

      const judge = (outcome: Outcome, args: unknown, call: RunningCall, left: number): MaybePromise<Outcome> => {
        if (!isFailure(outcome, call)) {
          breaker.succeeded()
          return outcome
        }
        breaker.failed()
        if (left > 0 && breaker.state === 'closed') return retry(args, call, left)
        return settings.fallback === undefined || mode !== 'enforce' ? outcome : shut(call, settings.openMs)
      }

      const retry = async (args: unknown, call: RunningCall, left: number): Promise<Outcome> => {
        const longest = firstPauseMs * 2 ** (retries - left)
        await pause(clock, longest * (0.5 + random() / 2), call)
        call.record.errorCode = call.record.category = undefined
        return attempt(args, call, left - 1)
      }

      return function guardCall(args, call) {
        const waitMs = breaker.enter()
        if (waitMs === 0) return attempt(args, call, retries)
        if (mode === 'enforce') return shut(call, waitMs)
        call.record.report('guard', 'DOWNSTREAM_UNAVAILABLE')
        return next(args, call)
      }
    },
    describe: subject => ({
      mode: settingsOf(subject) ? modeOf(subject.settings.downstream) : 'off',
      setting: settingsOf(subject)?.name ?? '',
    }),
  }
}

/** What the agent did wrong says nothing of the downstream. */
function isFailure(outcome: Outcome, { record }: RunningCall): boolean {
  if (outcome.kind === 'failure') return true
  return outcome.kind === 'result' && outcome.result.isError === true && record.category !== 'CLIENT_ERROR'
}

function pause(clock: Clock, ms: number, call: RunningCall): Promise<void> {
  return new Promise(resolve => {
    const stop = clock.after(ms, resolve)
    call.onAbort(() => {
      stop()
      resolve()
    })
  })
}

interface GuardSettings {
  readonly name: string
  readonly failures: number
  readonly openMs: number
  readonly retries: number
  readonly fallback: unknown
}

function settingsOf({ name: owner, settings: { downstream } }: Subject): GuardSettings | undefined {
  if (downstream === undefined || isMode(downstream)) return undefined
  const { name, failures, open, retries, fallback } =
    typeof downstream === 'string' ? ({ name: downstream } as Exclude<typeof downstream, string>) : downstream
  if (name === undefined) return undefined
  return {
    name,
    failures: failures ?? defaultFailures,
    openMs: open === undefined ? defaultOpenMs : msOf(open, `${owner}: downstream.open`),
    retries: retries ?? defaultRetries,
    fallback,
  }
}
