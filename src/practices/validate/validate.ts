import type { Outcome, RunningCall } from '../../call.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import type { SchemaIssue, SchemaVerdict } from '../../primitives/schema.ts'
import { failTool, refuseArguments } from '../../primitives/tool-failure.ts'
import type { Logger } from '../../telemetry/logger.ts'
import { modeOf } from '../mode.ts'
import type { Handler, Practice } from '../practice.ts'
import { findUnknown } from './unknown-arguments.ts'

/** Holds arguments against the input schema, and refuses those that the schema does not name: every problem at once, with its path. */
export function makeValidate(logger: Logger): Practice {
  return {
    name: 'validate',
    wrap({ name, input, inputSchema, settings }, next) {
      const mode = modeOf(settings.validate)
      const parse = input?.['~standard'].validate
      // Switched off, a schema still fills in defaults where it can: the handler is written for what it yields.
      const unknown = mode === 'off' || inputSchema === undefined ? undefined : findUnknown(inputSchema)
      const tool = { name, logger }

      const conclude = (args: unknown, verdict: SchemaVerdict<unknown>, call: RunningCall): MaybePromise<Outcome> => {
        const strange = unknown?.(args) ?? none
        const issues = verdict.issues ? [...verdict.issues, ...strange] : strange
        if (issues.length === 0) return next((verdict as { readonly value: unknown }).value, call)
        if (mode === 'enforce') {
          call.record.refusedBy = 'validate'
          return refuseArguments(tool, call, issues)
        }
        if (mode === 'report') call.record.report('validate', 'ARGUMENTS_INVALID')
        return next(verdict.issues ? args : verdict.value, call)
      }

      const handle: Handler = parse
        ? function validateArguments(args, call) {
            const verdict = parse(args)
            return isPromise(verdict)
              ? verdict.then(known => conclude(args, known, call))
              : conclude(args, verdict, call)
          }
        : (args, call) => conclude(args, { value: args }, call)
      return function validate(args, call) {
        try {
          const outcome = handle(args, call)
          return isPromise(outcome) ? outcome.catch(error => failTool(tool, call, error)) : outcome
        } catch (error) {
          return failTool(tool, call, error)
        }
      }
    },
    describe: ({ settings }) => ({ mode: modeOf(settings.validate), setting: '' }),
  }
}

const none: readonly SchemaIssue[] = []
