import { Aborted, type Outcome, type RunningCall } from '../../call.ts'
import type { Clock } from '../../clock.ts'
import { isPromise } from '../../maybe-promise.ts'
import { mayHaveActed, refuseCall } from '../../refusal.ts'
import { answerAbandoned } from '../answer-abandoned.ts'
import { msOf } from '../duration-setting.ts'
import { modeOf } from '../mode.ts'
import { ownerOf } from '../owner.ts'
import type { Practice, Subject } from '../practice.ts'
import { isMode } from '../settings.ts'
import { Deadlines } from './deadlines.ts'

const defaultMs = 30_000

/**
 * How long a call may take. When time is up its signal is aborted and the caller is answered, whatever the handler still
 * does. A call that its client cancelled or left is answered at once as well. While a question waits for the client, the
 * time stands still.
 */
export function makeDeadline(clock: Clock): Practice {
  const byLength = new Map<number, Deadlines>()
  return {
    name: 'deadline',
    wrap(subject, next) {
      const mode = modeOf(subject.settings.deadline)
      if (mode === 'off') return undefined
      const ms = lengthOf(subject)
      const deadlines = byLength.get(ms) ?? new Deadlines(clock, ms)
      byLength.set(ms, deadlines)
      return function withinTime(args, call) {
        const outcome = next(args, call)
        if (!isPromise(outcome)) return outcome
        return mode === 'enforce'
          ? race(outcome, call, subject, deadlines, clock)
          : watch(outcome, call, deadlines, clock)
      }
    },
    describe: subject => ({ mode: modeOf(subject.settings.deadline), setting: `${lengthOf(subject) / 1000}s` }),
  }
}

function race(
  outcome: Promise<Outcome>,
  call: RunningCall,
  subject: Subject,
  deadlines: Deadlines,
  clock: Clock,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const expire = () => {
      const message = `The call took longer than the ${deadlines.ms / 1000} s that it may`
      const refusal = refuseCall(call, 'deadline', 'TIMEOUT', { message, hasActed: mayHaveActed(call, subject) })
      resolve(refusal)
      call.abort(new Aborted('timeout', message))
    }
    const stop = startTime(expire, call, deadlines, clock)
    call.onAbort(({ how }) => {
      stop()
      if (how !== 'timeout') resolve(answerAbandoned(call))
    })
    outcome.then(
      made => {
        stop()
        resolve(made)
      },
      error => {
        stop()
        reject(error)
      },
    )
  })
}

async function watch(
  outcome: Promise<Outcome>,
  call: RunningCall,
  deadlines: Deadlines,
  clock: Clock,
): Promise<Outcome> {
  const stop = startTime(() => call.record.report('deadline', 'TIMEOUT'), call, deadlines, clock)
  try {
    return await outcome
  } finally {
    stop()
  }
}

/** Lets time run, but not while a question waits for the client. Returns what ends it. */
function startTime(expire: () => void, call: RunningCall, deadlines: Deadlines, clock: Clock): () => void {
  const deadline = deadlines.add(expire)
  let stop: (() => void) | undefined
  let left = deadlines.ms
  let since = deadline.dueAt - left
  let isOver = false
  const pause = () => (stop ? stop() : deadlines.remove(deadline))
  call.onQuestion(waiting => {
    if (isOver) return
    if (waiting) {
      pause()
      left = Math.max(1, left - (clock.now() - since))
    } else {
      since = clock.now()
      stop = clock.after(left, expire)
    }
  })
  return () => {
    isOver = true
    pause()
  }
}

function lengthOf(subject: Subject): number {
  const { deadline } = subject.settings
  if (deadline === undefined || isMode(deadline)) return defaultMs
  const written = typeof deadline === 'object' ? deadline.after : deadline
  return written === undefined ? defaultMs : msOf(written, `${ownerOf(subject)}: deadline`)
}
