import type { Call, Outcome } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { isPromise, type MaybePromise } from '../maybe-promise.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Schema, SchemaVerdict } from './schema.ts'
import type { ToolDefinition } from './tool.ts'
import { failTool, refuseArguments, refuseOutput } from './tool-failure.ts'
import { isErrorResult, shapeResult, structuredOf, withStructured } from './tool-result.ts'

export interface RunnableTool {
  readonly name: string
  readonly input: Schema | undefined
  readonly output: Schema | undefined
  readonly run: ToolDefinition<Schema | undefined>['run']
  readonly logger: Logger
}

/** Arguments in, outcome out: validate, run, check. Stays synchronous where the schemas and the handler are. */
export function runTool(tool: RunnableTool): (args: JsonObject, call: Call) => MaybePromise<Outcome> {
  const input = tool.input?.['~standard']
  const output = tool.output?.['~standard']
  const fail = (call: Call) => (error: unknown) => failTool(tool, call, error)

  const check = (value: unknown, call: Call): MaybePromise<Outcome> => {
    if (!output || isErrorResult(value)) return shapeResult(value, output !== undefined, call.revision)
    const conclude = (verdict: SchemaVerdict<unknown>): Outcome =>
      verdict.issues
        ? refuseOutput(tool, call, verdict.issues)
        : shapeResult(withStructured(value, verdict.value), true, call.revision)
    const verdict = output.validate(structuredOf(value))
    return isPromise(verdict) ? verdict.then(conclude) : conclude(verdict)
  }

  const run = (args: unknown, call: Call): MaybePromise<Outcome> => {
    const value = tool.run(args as Readonly<Record<string, never>>, call)
    return isPromise(value) ? value.then(done => check(done, call)).catch(fail(call)) : check(value, call)
  }

  const validate = (args: JsonObject, call: Call): MaybePromise<Outcome> => {
    if (!input) return run(args, call)
    const verdict = input.validate(args)
    if (isPromise(verdict)) {
      return verdict
        .then(known => (known.issues ? refuseArguments(tool, call, known.issues) : run(known.value, call)))
        .catch(fail(call))
    }
    return verdict.issues ? refuseArguments(tool, call, verdict.issues) : run(verdict.value, call)
  }

  return function callTool(args, call) {
    try {
      return validate(args, call)
    } catch (error) {
      return failTool(tool, call, error)
    }
  }
}
