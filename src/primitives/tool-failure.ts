import { type Call, InputRequired, type Outcome } from '../call.ts'
import { type ErrorCategory, errorTable, RpcError, ToolError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { SchemaIssue } from './schema.ts'

interface FailingTool {
  readonly name: string
  readonly logger: Logger
}

/** What a throw becomes: the agent gets a safe sentence and the correlation id, the operator's log gets the rest. */
export function failTool(tool: FailingTool, call: Call, error: unknown): Outcome {
  if (error instanceof InputRequired) return { kind: 'input_required' }
  if (error instanceof RpcError) return { kind: 'failure', failure: error.failure }
  if (error instanceof ToolError) {
    const { code, detail, cause } = error
    const facts = { tool: tool.name, correlationId: call.correlationId, code, detail, cause }
    // A refusal is the agent's business; it is the operator's where something else than the agent is at fault.
    if (error.category === 'CLIENT_ERROR') tool.logger.debug('tool.refused', facts)
    else tool.logger.warn('tool.failed', facts)
    return tell({
      message: error.next === undefined ? error.message : `${sentence(error.message)} ${error.next}`,
      code: error.code,
      category: error.category,
      retryable: error.retryable,
      retryAfterMs: error.retryAfterMs,
      correlationId: call.correlationId,
      data: error.data,
    })
  }
  // A handler that stops once nobody waits for it did what the signal is for.
  if (hasStopped(call, error))
    tool.logger.debug('tool.left', { tool: tool.name, correlationId: call.correlationId, error })
  else tool.logger.error('tool.failed', { tool: tool.name, correlationId: call.correlationId, error })
  const row = errorTable.SERVER_ERROR
  return tell({
    message: `${row.message}. ${row.next} Correlation id: ${call.correlationId}`,
    code: 'SERVER_ERROR',
    category: row.category,
    retryable: true,
    correlationId: call.correlationId,
  })
}

/** `call.signal.reason` itself, or what a function makes of it that was given the signal. */
function hasStopped(call: Call, error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError' && call.signal.aborted
}

function sentence(text: string): string {
  return /[.!?:]$/.test(text) ? text : `${text}.`
}

/** Names every problem of the arguments at once, each with its path. */
export function refuseArguments(tool: FailingTool, call: Call, issues: readonly SchemaIssue[]): Outcome {
  const row = errorTable.ARGUMENTS_INVALID
  const problems = issues.map(describeIssue)
  return tell({
    message: `${row.message} of ${tool.name}: ${problems.join('; ')}. ${row.next}`,
    code: 'ARGUMENTS_INVALID',
    category: row.category,
    retryable: false,
    correlationId: call.correlationId,
    data: { problems },
  })
}

export function refuseOutput(tool: FailingTool, call: Call, issues: readonly SchemaIssue[]): Outcome {
  const row = errorTable.OUTPUT_INVALID
  tool.logger.error('tool.output_invalid', {
    tool: tool.name,
    correlationId: call.correlationId,
    problems: issues.map(describeIssue),
  })
  return tell({
    message: `${row.message}. ${row.next} Correlation id: ${call.correlationId}`,
    code: 'OUTPUT_INVALID',
    category: row.category,
    retryable: false,
    correlationId: call.correlationId,
  })
}

export function describeIssue(issue: SchemaIssue): string {
  const path = (issue.path ?? []).map(step => String(typeof step === 'object' ? step.key : step)).join('.')
  return path === '' ? issue.message : `${path}: ${issue.message}`
}

interface Told {
  readonly message: string
  readonly code: string
  readonly category: ErrorCategory
  readonly retryable: boolean
  readonly retryAfterMs?: number | undefined
  readonly correlationId: string
  readonly data?: JsonObject | undefined
}

/** An application error: `isError`, with its facts for programs under `_meta["lintel/error"]`. */
function tell({ message, ...facts }: Told): Outcome {
  return {
    kind: 'result',
    result: { content: [{ type: 'text', text: message }], isError: true, _meta: { 'lintel/error': facts } },
  }
}
