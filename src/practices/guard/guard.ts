import type { Outcome, RunningCall } from '../../call.ts'
import type { Clock } from '../../clock.ts'
import { DefinitionError } from '../../errors.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { refuseCall } from '../../refusal.ts'
import { answerAbandoned } from '../answer-abandoned.ts'
import { msOf } from '../duration-setting.ts'
import { modeOf } from '../mode.ts'
import { ownerOf } from '../owner.ts'
import type { Handler, Practice, Subject } from '../practice.ts'
import { isMode } from '../settings.ts'
import type { Breaker, Entry } from './breaker.ts'
import type { Breakers } from './breakers.ts'
import { judge } from './verdict.ts'

const defaultFailures = 5
const defaultOpenMs = 60_000
const defaultRetries = 2
/** Before the first retry; twice as long before the next. Each wait is between half of that and all of it. */
const firstPauseMs = 200
/** Who has to wait longer than this is better told so. */
const longestPauseMs = 2000

/** For tools that name what is behind them: a breaker shared by all of them, and further attempts where one more does no harm. */
export function makeGuard(breakers: Breakers, clock: Clock, random: () => number = Math.random): Practice {
  return {
    name: 'guard',
    wrap(subject, next) {
      const settings = settingsOf(subject)
      const mode = modeOf(subject.settings.downstream)
      if (!settings || mode === 'off') return undefined
      checkFallback(subject, settings)
      const breaker = breakers.of(settings.name, settings, { owner: ownerOf(subject), mode })
      if (mode === 'report') return watch(breaker, next)
      return protect(breaker, next, { settings, clock, random, retries: subject.idempotent ? settings.retries : 0 })
    },
    describe: subject => ({
      mode: settingsOf(subject) ? modeOf(subject.settings.downstream) : 'off',
      setting: settingsOf(subject)?.name ?? '',
    }),
  }
}

/** Lets everything through and counts it. */
function watch(breaker: Breaker, next: Handler): Handler {
  return function watchDownstream(args, call) {
    const entry = breaker.enter()
    if (entry === 'shut') {
      call.record.report('guard', 'DOWNSTREAM_UNAVAILABLE')
      return next(args, call)
    }
    const settle = settleOnce(breaker, entry)
    return observe(next, args, call, settle)
  }
}

interface Protection {
  readonly settings: GuardSettings
  readonly clock: Clock
  readonly random: () => number
  readonly retries: number
}

function protect(breaker: Breaker, next: Handler, { settings, clock, random, retries }: Protection): Handler {
  const { name, fallback } = settings

  const shut = (call: RunningCall): Outcome => {
    if (fallback !== undefined) return { kind: 'value', value: fallback }
    const message = `${name}, which the tool depends on, does not answer`
    return refuseCall(call, 'guard', 'DOWNSTREAM_UNAVAILABLE', { message, retryAfterMs: breaker.waitMs })
  }

  const conclude = (outcome: Outcome, args: unknown, call: RunningCall, attempts: number): MaybePromise<Outcome> => {
    const { verdict, retryable, retryAfterMs } = judge(outcome, call)
    if (verdict !== 'failed' || call.aborted) return outcome
    const longest = firstPauseMs * 2 ** (attempts - 1)
    const pauseMs = Math.max(longest * (0.5 + random() / 2), retryAfterMs)
    if (retryable && attempts <= retries && pauseMs <= longestPauseMs && breaker.state === 'closed')
      return retry(args, call, attempts, pauseMs)
    if (fallback === undefined) return outcome
    forgetError(call)
    return { kind: 'value', value: fallback }
  }

  const attempt = (args: unknown, call: RunningCall, attempts: number): MaybePromise<Outcome> => {
    const entry = breaker.enter()
    if (entry === 'shut') return shut(call)
    const outcome = observe(next, args, call, settleOnce(breaker, entry))
    return isPromise(outcome)
      ? outcome.then(made => conclude(made, args, call, attempts))
      : conclude(outcome, args, call, attempts)
  }

  const retry = async (args: unknown, call: RunningCall, attempts: number, pauseMs: number): Promise<Outcome> => {
    await pause(clock, pauseMs, call)
    // Nobody waits for it any more.
    if (call.aborted) return answerAbandoned(call)
    forgetError(call)
    return attempt(args, call, attempts + 1)
  }

  return function guardCall(args, call) {
    return attempt(args, call, 1)
  }
}

/** Runs the handler and tells the breaker how it went, whatever it does. */
function observe(
  next: Handler,
  args: unknown,
  call: RunningCall,
  settle: (end: 'succeeded' | 'failed' | 'left') => void,
): MaybePromise<Outcome> {
  try {
    const outcome = next(args, call)
    if (!isPromise(outcome)) {
      settle(judge(outcome, call).verdict)
      return outcome
    }
    // A handler that does not end in time may never come back to be judged.
    call.onAbort(({ how }) => settle(how === 'timeout' ? 'failed' : 'left'))
    return outcome.then(
      made => {
        settle(judge(made, call).verdict)
        return made
      },
      error => {
        settle('left')
        throw error
      },
    )
  } catch (error) {
    settle('left')
    throw error
  }
}

/** Each attempt counts once, by what came first: its end, or its call's. */
function settleOnce(breaker: Breaker, entry: Entry): (end: 'succeeded' | 'failed' | 'left') => void {
  let isSettled = false
  return end => {
    if (isSettled) return
    isSettled = true
    breaker[end](entry)
  }
}

/** What the record says of an attempt that another one makes up for. */
function forgetError({ record }: RunningCall): void {
  record.errorCode = undefined
  record.category = undefined
  record.refusedBy = undefined
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

/** A fallback that the output schema refuses would be found out on the worst of days. */
function checkFallback(subject: Subject, { fallback }: GuardSettings): void {
  if (fallback === undefined || !subject.output) return
  const verdict = subject.output['~standard'].validate(fallback)
  if (!isPromise(verdict) && verdict.issues)
    throw new DefinitionError(`${ownerOf(subject)}: downstream.fallback does not match the output schema.`)
}

interface GuardSettings {
  readonly name: string
  readonly failures: number
  readonly openMs: number
  readonly retries: number
  readonly fallback: unknown
}

function settingsOf(subject: Subject): GuardSettings | undefined {
  const { downstream } = subject.settings
  if (downstream === undefined || isMode(downstream)) return undefined
  const { name, failures, open, retries, fallback } =
    typeof downstream === 'string' ? ({ name: downstream } as Exclude<typeof downstream, string>) : downstream
  if (name === undefined) return undefined
  return {
    name,
    failures: failures ?? defaultFailures,
    openMs: open === undefined ? defaultOpenMs : msOf(open, `${ownerOf(subject)}: downstream.open`),
    retries: retries ?? defaultRetries,
    fallback,
  }
}
