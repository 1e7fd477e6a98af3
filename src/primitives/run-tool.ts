import type { Outcome } from '../call.ts'
import { isPromise, type MaybePromise } from '../maybe-promise.ts'
import type { Handler } from '../practices/practice.ts'
import type { Schema } from './schema.ts'
import type { ToolDefinition } from './tool.ts'
import { type FailingTool, failTool } from './tool-failure.ts'

export interface RunnableTool extends FailingTool {
  readonly run: ToolDefinition<Schema | undefined>['run']
}

/** The handler: what it returns is a value, what it throws an error result. Stays synchronous where the handler is. */
export function runTool(tool: RunnableTool): Handler {
  return function run(args, call): MaybePromise<Outcome> {
    call.record.attempts++
    try {
      const value = tool.run(args as Readonly<Record<string, never>>, call)
      if (!isPromise(value)) return ofValue(value)
      const outcome = value.then(ofValue, error => failTool(tool, call, error))
      call.running = outcome
      return outcome
    } catch (error) {
      return failTool(tool, call, error)
    }
  }
}

function ofValue(value: unknown): Outcome {
  return { kind: 'value', value }
}
