import type { Outcome, RunningCall } from '../../call.ts'
import { isPromise, type MaybePromise, whenReady } from '../../maybe-promise.ts'
import { describeIssues, type SchemaVerdict } from '../../primitives/schema.ts'
import { refuseCall } from '../../refusal.ts'
import type { Logger } from '../../telemetry/logger.ts'
import { modeOf } from '../mode.ts'
import type { Practice } from '../practice.ts'
import { isErrorResult, structuredOf, withStructured } from './structured.ts'

/** Holds what a tool returned against its output schema; what the schema yields is what is sent. */
export function makeCheck(logger: Logger): Practice {
  return {
    name: 'check',
    wrap({ name, output, settings }, next) {
      const mode = modeOf(settings.check)
      if (!output || mode === 'off') return undefined
      const { validate } = output['~standard']
      const conclude = (value: unknown, verdict: SchemaVerdict<unknown>, call: RunningCall): Outcome => {
        if (!verdict.issues) return { kind: 'value', value: withStructured(value, verdict.value) }
        const problems = describeIssues(verdict.issues)
        const facts = { tool: name, correlationId: call.correlationId, mode, problems }
        if (mode === 'enforce') {
          logger.error('tool.output_invalid', facts)
          return refuseCall(call, 'check', 'OUTPUT_INVALID')
        }
        logger.warn('tool.output_invalid', facts)
        call.record.report('check', 'OUTPUT_INVALID')
        return { kind: 'value', value }
      }
      const check = (outcome: Outcome, call: RunningCall): MaybePromise<Outcome> => {
        if (outcome.kind !== 'value' || isErrorResult(outcome.value)) return outcome
        const verdict = validate(structuredOf(outcome.value))
        return isPromise(verdict)
          ? verdict.then(known => conclude(outcome.value, known, call))
          : conclude(outcome.value, verdict, call)
      }
      return function checkOutput(args, call) {
        return whenReady(next(args, call), outcome => check(outcome, call))
      }
    },
    describe: ({ output, settings }) => ({ mode: output ? modeOf(settings.check) : 'off', setting: '' }),
  }
}
