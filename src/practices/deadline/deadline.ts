import { Aborted, type Outcome, type RunningCall } from '../../call.ts'
import type { Clock } from '../../clock.ts'
import { isPromise } from '../../maybe-promise.ts'
import { mayHaveActed, refuseCall } from '../../refusal.ts'
import { answerAbandoned } from '../answer-abandoned.ts'
import { modeOf } from '../mode.ts'
import type { Practice, Subject } from '../practice.ts'
import { Deadlines } from './deadlines.ts'
import { lengthOf } from './length.ts'

/**
 * How long a call may take. When time is up its signal is aborted and the caller is answered, whatever the handler still
 * does. A call that its client cancelled or left is answered at once as well. While a question waits for the client, the
 * time stands still. Time that the call waited for another of the same counts.
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
        if (mode === 'enforce' && timeLeft(call, deadlines, clock) <= 0) return refuse(call, subject, deadlines)
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

function refuse(call: RunningCall, subject: Subject, { ms }: Deadlines): Outcome {
  return refuseCall(call, 'deadline', 'TIMEOUT', { message: tooLong(ms), hasActed: mayHaveActed(call, subject) })
}

function tooLong(ms: number): string {
  return `The call took longer than the ${ms / 1000} s that it may`
}

function timeLeft({ record }: RunningCall, { ms }: Deadlines, clock: Clock): number {
  return record.waitingSince === undefined ? ms : ms - (clock.now() - record.waitingSince)
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
      resolve(refuse(call, subject, deadlines))
      call.abort(new Aborted('timeout', tooLong(deadlines.ms)))
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
  let left = timeLeft(call, deadlines, clock)
  let isOver = false
  const start = () => clock.after(Math.max(1, left), expire)
  // Those that have all of it go by the one timer of their length.
  const deadline = left === deadlines.ms ? deadlines.add(expire) : undefined
  let since = deadline ? deadline.dueAt - left : clock.now()
  let pause = deadline ? () => deadlines.remove(deadline) : start()
  call.onQuestion(waiting => {
    if (isOver) return
    if (waiting) {
      pause()
      left = Math.max(1, left - (clock.now() - since))
    } else {
      since = clock.now()
      pause = start()
    }
  })
  return () => {
    isOver = true
    pause()
  }
}
