import type { Outcome, RunningCall } from '../../call.ts'
import { errorTable } from '../../errors.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import {
  describeIssues,
  mostProblems,
  type Schema,
  type SchemaIssue,
  type SchemaVerdict,
} from '../../primitives/schema.ts'
import { refuseCall } from '../../refusal.ts'
import { modeOf } from '../mode.ts'
import type { Practice } from '../practice.ts'
import { closeSchema } from './closed-schema.ts'
import { drawSample } from './sample.ts'
import { findUnknown } from './unknown-arguments.ts'

/** Bytes of a request whose arguments are looked at in a sample first: zod gathers every problem, at half a kilobyte each. */
const largeRequest = 256 * 1024

/** Holds arguments against the input schema, and refuses those that the schema does not name: their problems at once, each with its path. */
export const validate: Practice = {
  name: 'validate',
  wrap({ name, input, inputSchema, settings }, next) {
    const mode = modeOf(settings.validate)
    const parse = input?.['~standard'].validate
    // Switched off, a schema still fills in defaults where it can: the handler is written for what it yields.
    const unknown = mode === 'off' || inputSchema === undefined ? undefined : findUnknown(inputSchema)

    const conclude = (args: unknown, verdict: SchemaVerdict<unknown>, call: RunningCall): MaybePromise<Outcome> => {
      const strange = unknown?.(args) ?? none
      if (!verdict.issues && strange.length === 0) return next(verdict.value, call)
      if (mode === 'enforce') {
        const problems = describeIssues(problemsOf(verdict.issues ?? none, strange))
        const message = `${errorTable.ARGUMENTS_INVALID.message} of ${name}: ${problems.join('; ')}`
        return refuseCall(call, 'validate', 'ARGUMENTS_INVALID', { message, data: { problems } })
      }
      if (mode === 'report') call.record.report('validate', 'ARGUMENTS_INVALID')
      return next(verdict.issues ? args : verdict.value, call)
    }

    if (!parse) return unknown && ((args, call) => conclude(args, { value: args }, call))
    const isSampled = mode !== 'off' && input['~standard'].vendor === 'zod'
    return function validateArguments(args, call) {
      if (isSampled && call.record.bytesIn > largeRequest) {
        const issues = findMany(parse, args)
        if (issues) return conclude(args, { issues }, call)
      }
      const verdict = parse(args)
      return isPromise(verdict) ? verdict.then(known => conclude(args, known, call)) : conclude(args, verdict, call)
    }
  },
  describe: ({ settings }) => ({ mode: modeOf(settings.validate), setting: '' }),
  extendSchemas: ({ settings }, schemas) =>
    modeOf(settings.validate) === 'enforce' ? { ...schemas, inputSchema: closeSchema(schemas.inputSchema) } : schemas,
}

const none: readonly SchemaIssue[] = []

/** Problems of a sample, where it has more than are told: then the whole has very many, and is not looked at. */
function findMany(parse: Schema['~standard']['validate'], args: unknown): readonly SchemaIssue[] | undefined {
  const sample = drawSample(args)
  const verdict = parse(sample.value)
  if (isPromise(verdict)) {
    // A schema that takes its time is asked once more for the whole, and answers there.
    verdict.then(undefined, () => {})
    return undefined
  }
  if (!verdict.issues || verdict.issues.length <= mostProblems) return undefined
  const issues = sample.real(verdict.issues)
  return issues.length > mostProblems ? issues : undefined
}

/** Each problem once: what a strict schema says of unknown members is said better already, with the one that was meant. */
function* problemsOf(issues: readonly SchemaIssue[], strange: readonly SchemaIssue[]): Generator<SchemaIssue> {
  const named = new Set(strange.map(issue => pathOf(issue)))
  // Of very many unknown members only the first are named.
  const areAllNamed = strange.length <= mostProblems
  const isTold = (issue: SchemaIssue) => {
    const { keys } = issue as { readonly keys?: unknown }
    if (Array.isArray(keys) && !areAllNamed) return true
    const paths = Array.isArray(keys) ? keys.map(key => pathOf(issue, key as string)) : [pathOf(issue)]
    return paths.every(path => named.has(path))
  }
  for (const issue of issues) if (!isTold(issue)) yield issue
  yield* strange
}

function pathOf({ path = [] }: SchemaIssue, ...further: readonly string[]): string {
  return JSON.stringify([...path.map(step => String(typeof step === 'object' ? step.key : step)), ...further])
}
