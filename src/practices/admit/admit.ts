import type { Outcome, RunningCall } from '../../call.ts'
import type { Clock } from '../../clock.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { refuseCall } from '../../refusal.ts'
import { answerAbandoned } from '../answer-abandoned.ts'
import { modeOf } from '../mode.ts'
import type { Handler, Practice, Subject } from '../practice.ts'
import { type AdmitSettings, isMode } from '../settings.ts'
import { Gate } from './gate.ts'
import { Asking, holdPlaces } from './places.ts'

/** Calls at once of a whole server where nothing else is said. */
export const defaultCalls = 1000
const ownConcurrent = 100
/** Calls that wait for their clients, and hold no place meanwhile: so many for each place of the server. */
export const askingForEach = 10
/** A short queue: who waits longer is better told to come again. */
const waitMs = 1000

/** Calls at once, of the server (`calls`, and as many that wait) and of each tool, resource, template and prompt: one that is slow does not take the others' room. */
export function makeAdmit(clock: Clock, calls = defaultCalls): Practice {
  const server = new Gate(calls, calls, clock)
  const asking = new Asking(calls * askingForEach)
  return {
    name: 'admit',
    wrap(subject, next) {
      const mode = modeOf(subject.settings.admit)
      if (mode === 'off') return undefined
      const { concurrent, waiting } = settingsOf(subject)
      // Its own gate comes first: who waits there holds no place of the server's.
      const own = hasOwn(subject) ? new Gate(concurrent, waiting, clock) : undefined

      const gates = own ? [own, server] : [server]
      const leave = () => {
        for (const gate of gates) gate.leave()
      }
      const run: Handler = (args, call) => {
        try {
          const outcome = next(args, call)
          if (isPromise(outcome)) return outcome.finally(holdPlaces(gates, asking, call))
          leave()
          return outcome
        } catch (error) {
          leave()
          throw error
        }
      }

      const wait = async (args: unknown, call: RunningCall, isInOwn: boolean): Promise<Outcome> => {
        if (own && !isInOwn && !(await enter(own, call))) return turnAway(call)
        if (!(await enter(server, call))) {
          own?.leave()
          return turnAway(call)
        }
        return run(args, call)
      }

      return function admitCall(args, call): MaybePromise<Outcome> {
        const isInOwn = own === undefined || own.tryEnter()
        if (isInOwn && server.tryEnter()) return run(args, call)
        if (mode === 'enforce') return wait(args, call, isInOwn)
        if (isInOwn) own?.leave()
        call.record.report('admit', 'OVERLOADED')
        return next(args, call)
      }
    },
    describe: subject => ({
      mode: modeOf(subject.settings.admit),
      setting: hasOwn(subject) ? `${settingsOf(subject).concurrent} at once` : '',
    }),
  }
}

/** Lists and completion have the server's gate alone. */
function hasOwn({ method }: Subject): boolean {
  return method === 'tools/call' || method === 'resources/read' || method === 'prompts/get'
}

async function enter(gate: Gate, call: RunningCall): Promise<boolean> {
  if (call.aborted) return false
  const entered = gate.tryEnter() || (await gate.enter(waitMs, listener => call.onAbort(listener)))
  if (!entered || !call.aborted) return entered
  // Given up between its turn and now.
  gate.leave()
  return false
}

function turnAway(call: RunningCall): Outcome {
  return call.aborted ? answerAbandoned(call) : refuseCall(call, 'admit', 'OVERLOADED', { retryAfterMs: waitMs })
}

function settingsOf({ settings: { admit } }: Subject): Required<Omit<AdmitSettings, 'mode'>> {
  const settings = admit === undefined || isMode(admit) ? {} : admit
  const { concurrent = ownConcurrent } = settings
  return { concurrent, waiting: settings.waiting ?? concurrent }
}
