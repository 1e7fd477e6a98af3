import type { Outcome, RunningCall } from '../../call.ts'
import { whenReady } from '../../maybe-promise.ts'
import { modeOf } from '../mode.ts'
import type { Handler, Practice, Subject } from '../practice.ts'
import { isMode, type RecordSettings } from '../settings.ts'

/**
 * What the record of a call holds beside its facts. Every call is recorded without it; arguments and results stand there
 * only where the setting says so, and are masked when the record is written.
 */
export const observe: Practice = {
  name: 'observe',
  wrap(subject, next) {
    if (modeOf(subject.settings.record) === 'off') return leaveUnwritten(next)
    const { arguments: keepsArguments, results: keepsResults } = settingsOf(subject)
    if (!keepsArguments && !keepsResults) return undefined
    return function keepContents(args, call) {
      const kept = keepsArguments ? { arguments: args } : {}
      call.record.contents = kept
      if (!keepsResults) return next(args, call)
      return whenReady(next(args, call), outcome => {
        call.record.contents = { ...kept, result: resultOf(outcome) }
        return outcome
      })
    }
  },
  describe: subject => ({
    mode: modeOf(subject.settings.record) === 'off' ? 'off' : 'enforce',
    setting: told(subject),
  }),
}

function leaveUnwritten(next: Handler): Handler {
  return function callUnwritten(args: unknown, call: RunningCall) {
    call.record.written = false
    return next(args, call)
  }
}

function resultOf(outcome: Outcome): unknown {
  if (outcome.kind === 'encoded') return JSON.parse(outcome.json)
  return outcome.kind === 'result' ? outcome.result : undefined
}

function told(subject: Subject): string {
  const { arguments: args, results } = settingsOf(subject)
  return [args && 'arguments', results && 'results'].filter(Boolean).join(' and ')
}

function settingsOf({ settings: { record } }: Subject): RecordSettings {
  return record === undefined || isMode(record) ? {} : record
}
