import { Aborted, type Outcome, type RunningCall } from '../../call.ts'
import type { Clock } from '../../clock.ts'
import { isPromise } from '../../maybe-promise.ts'
import { refuseCall } from '../../refusal.ts'
import { msOf } from '../duration-setting.ts'
import { modeOf } from '../mode.ts'
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
        return mode === 'enforce' ? race(outcome, call, deadlines, ms) : watch(outcome, call, deadlines)
      }
    },
    describe: subject => ({ mode: modeOf(subject.settings.deadline), setting: `${lengthOf(subject) / 1000}s` }),
  }
}

function race(outcome: Promise<Outcome>, call: RunningCall, deadlines: Deadlines, ms: number): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const expire = () => {
      const message = `The call took longer than the ${ms / 1000} s that it may`
      const refusal = refuseCall(call, 'deadline', 'TIMEOUT', { message })
      call.abort(new Aborted('timeout', message))
      resolve(refusal)
    }
    let deadline = deadlines.add(expire)
    call.onAbort(({ how }) => {
      deadlines.remove(deadline)
      if (how !== 'timeout') resolve(refuseCall(call, 'deadline', 'CALL_CANCELLED'))
    })
    call.onQuestion(waiting => {
      deadlines.remove(deadline)
      if (!waiting) deadline = deadlines.add(expire)
    })
    outcome.then(
      made => {
        deadlines.remove(deadline)
        resolve(made)
      },
      error => {
        deadlines.remove(deadline)
        reject(error)
      },
    )
  })
}

async function watch(outcome: Promise<Outcome>, call: RunningCall, deadlines: Deadlines): Promise<Outcome> {
  const deadline = deadlines.add(() => call.record.report('deadline', 'TIMEOUT'))
  try {
    return await outcome
  } finally {
    deadlines.remove(deadline)
  }
}

function lengthOf({ name, settings: { deadline } }: Subject): number {
  if (deadline === undefined || isMode(deadline)) return defaultMs
  const written = typeof deadline === 'object' ? deadline.after : deadline
  return written === undefined ? defaultMs : msOf(written, `${name}: deadline`)
}
