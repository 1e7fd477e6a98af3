import type { Outcome, RunningCall } from '../../call.ts'
import type { Clock } from '../../clock.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { refuseCall } from '../../refusal.ts'
import { modeOf } from '../mode.ts'
import type { Handler, Practice, Subject } from '../practice.ts'
import { type AdmitSettings, isMode } from '../settings.ts'
import { Gate } from './gate.ts'

const serverConcurrent = 1000
const toolConcurrent = 100
/** A short queue: who waits longer is better told to come again. */
const waitMs = 1000

/** Calls at once, of the server and of each tool: one that is slow does not take the others' room. */
export function makeAdmit(clock: Clock): Practice {
  const server = new Gate(serverConcurrent, serverConcurrent, clock)
  return {
    name: 'admit',
    wrap(subject, next) {
      const mode = modeOf(subject.settings.admit)
      if (mode === 'off') return undefined
      const { concurrent, waiting } = settingsOf(subject)
      const own = subject.method === 'tools/call' ? new Gate(concurrent, waiting, clock) : undefined
      const gates = own ? [server, own] : [server]
      const refuse = (call: RunningCall) => refuseCall(call, 'admit', 'OVERLOADED', { retryAfterMs: waitMs })

      const run: Handler = (args, call) => {
        const leave = () => {
          for (const gate of gates) gate.leave()
        }
        try {
          const outcome = next(args, call)
          if (isPromise(outcome)) return outcome.finally(leave)
          leave()
          return outcome
        } catch (error) {
          leave()
          throw error
        }
      }

      const wait = async (args: unknown, call: RunningCall, entered: number): Promise<Outcome> => {
        for (let at = entered; at < gates.length; at++) {
          const gate = gates[at] as Gate
          if (gate.tryEnter() || (await gate.enter(waitMs, call.onAbort.bind(call)))) continue
          for (const held of gates.slice(0, at)) held.leave()
          return refuse(call)
        }
        return run(args, call)
      }

      return function admitCall(args, call): MaybePromise<Outcome> {
        for (const [at, gate] of gates.entries()) {
          if (gate.tryEnter()) continue
          if (mode === 'enforce') return wait(args, call, at)
          for (const held of gates.slice(0, at)) held.leave()
          call.record.report('admit', 'OVERLOADED')
          return next(args, call)
        }
        return run(args, call)
      }
    },
    describe: subject => ({
      mode: modeOf(subject.settings.admit),
      setting: subject.method === 'tools/call' ? `${settingsOf(subject).concurrent} at once` : '',
    }),
  }
}

function settingsOf({ settings: { admit } }: Subject): Required<Omit<AdmitSettings, 'mode'>> {
  const settings = admit === undefined || isMode(admit) ? {} : admit
  const { concurrent = toolConcurrent } = settings
  return { concurrent, waiting: settings.waiting ?? concurrent }
}
