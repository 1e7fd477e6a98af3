import type { Call, Outcome } from '../call.ts'
import { isPromise, type MaybePromise } from '../maybe-promise.ts'
import type { Handler } from '../practices/practice.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Schema } from './schema.ts'
import type { ToolDefinition } from './tool.ts'
import { failTool } from './tool-failure.ts'
import { isErrorResult, shapeResult } from './tool-result.ts'

export interface RunnableTool {
  readonly name: string
  readonly declaresOutput: boolean
  readonly run: ToolDefinition<Schema | undefined, Schema | undefined>['run']
  readonly logger: Logger
}

/** The handler: what it returns is a value, what it throws an error result. Stays synchronous where the handler is. */
export function runTool(tool: RunnableTool): Handler {
  const finish = (value: unknown, call: Call): Outcome =>
    isErrorResult(value) ? shapeResult(value, tool.declaresOutput, call.revision) : { kind: 'value', value }

  return function run(args, call): MaybePromise<Outcome> {
    call.record.attempts++
    try {
      const value = tool.run(args as Readonly<Record<string, never>>, call)
      return isPromise(value)
        ? value.then(done => finish(done, call)).catch(error => failTool(tool, call, error))
        : finish(value, call)
    } catch (error) {
      return failTool(tool, call, error)
    }
  }
}
