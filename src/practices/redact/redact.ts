import type { Outcome } from '../../call.ts'
import { whenReady } from '../../maybe-promise.ts'
import { modeOf } from '../mode.ts'
import type { Practice, Subject } from '../practice.ts'
import { isMode } from '../settings.ts'
import { redactJson, redactResult, redactText } from './redact-result.ts'

/**
 * Secrets in errors are masked always, whatever the mode: nobody writes an error back. Results pass unchanged unless
 * `results` is asked for, since what an agent reads and writes back must come back as it was.
 */
export const redact: Practice = {
  name: 'redact',
  wrap(subject, next) {
    const { results, emails } = settingsOf(subject)
    const mode = modeOf(subject.settings.redact)
    const finish = (outcome: Outcome, note: () => void): Outcome => {
      if (outcome.kind === 'failure') {
        const { failure } = outcome
        const { message, data } = failure
        return {
          kind: 'failure',
          failure: {
            ...failure,
            message: redactText(message, emails),
            ...(data !== undefined && { data: redactJson(data, emails) }),
          },
        }
      }
      if (outcome.kind !== 'result') return outcome
      if (outcome.result.isError === true) return { kind: 'result', result: redactResult(outcome.result, emails) }
      if (!results || mode === 'off') return outcome
      const result = redactResult(outcome.result, emails)
      if (mode === 'enforce') return { kind: 'result', result }
      if (JSON.stringify(result) !== JSON.stringify(outcome.result)) note()
      return outcome
    }
    return function redactSecrets(args, call) {
      return whenReady(next(args, call), outcome =>
        finish(outcome, () => call.record.report('redact', 'SECRET_IN_RESULT')),
      )
    }
  },
  describe: subject => ({
    mode: modeOf(subject.settings.redact),
    setting: settingsOf(subject).results ? 'results and errors' : 'errors',
  }),
}

function settingsOf({ settings: { redact: setting } }: Subject) {
  const { results = false, emails = false } = setting === undefined || isMode(setting) ? {} : setting
  return { results, emails }
}
