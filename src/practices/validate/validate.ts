import type { Outcome, RunningCall } from '../../call.ts'
import { errorTable } from '../../errors.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { describeIssue, type SchemaIssue, type SchemaVerdict } from '../../primitives/schema.ts'
import { refuseCall } from '../../refusal.ts'
import { modeOf } from '../mode.ts'
import type { Practice } from '../practice.ts'
import { findUnknown } from './unknown-arguments.ts'

/** Holds arguments against the input schema, and refuses those that the schema does not name: every problem at once, with its path. */
export const validate: Practice = {
  name: 'validate',
  wrap({ name, input, inputSchema, settings }, next) {
    const mode = modeOf(settings.validate)
    const parse = input?.['~standard'].validate
    // Switched off, a schema still fills in defaults where it can: the handler is written for what it yields.
    const unknown = mode === 'off' || inputSchema === undefined ? undefined : findUnknown(inputSchema)

    const conclude = (args: unknown, verdict: SchemaVerdict<unknown>, call: RunningCall): MaybePromise<Outcome> => {
      const strange = unknown?.(args) ?? none
      const issues = verdict.issues ? [...verdict.issues, ...strange] : strange
      if (issues.length === 0) return next((verdict as { readonly value: unknown }).value, call)
      if (mode === 'enforce') {
        const problems = issues.map(describeIssue)
        const message = `${errorTable.ARGUMENTS_INVALID.message} of ${name}: ${problems.join('; ')}`
        return refuseCall(call, 'validate', 'ARGUMENTS_INVALID', { message, data: { problems } })
      }
      if (mode === 'report') call.record.report('validate', 'ARGUMENTS_INVALID')
      return next(verdict.issues ? args : verdict.value, call)
    }

    if (!parse) return unknown && ((args, call) => conclude(args, { value: args }, call))
    return function validateArguments(args, call) {
      const verdict = parse(args)
      return isPromise(verdict) ? verdict.then(known => conclude(args, known, call)) : conclude(args, verdict, call)
    }
  },
  describe: ({ settings }) => ({ mode: modeOf(settings.validate), setting: '' }),
}

const none: readonly SchemaIssue[] = []
