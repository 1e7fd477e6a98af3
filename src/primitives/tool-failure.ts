import { InputRequired, type Outcome, type RunningCall } from '../call.ts'
import { errorTable, RpcError, ToolError } from '../errors.ts'
import { tellError } from '../refusal.ts'
import type { Logger } from '../telemetry/logger.ts'

interface FailingTool {
  readonly name: string
  readonly logger: Logger
}

/** What a throw becomes: the agent gets a safe sentence and the correlation id, the operator's log gets the rest. */
export function failTool(tool: FailingTool, call: RunningCall, error: unknown): Outcome {
  if (error instanceof InputRequired) return { kind: 'input_required' }
  if (error instanceof RpcError) return { kind: 'failure', failure: error.failure }
  if (error instanceof ToolError) {
    const { code, category, detail, cause } = error
    call.record.errorCode = code
    call.record.category = category
    const facts = { tool: tool.name, correlationId: call.correlationId, code, detail, cause }
    // A refusal is the agent's business; it is the operator's where something else than the agent is at fault.
    if (category === 'CLIENT_ERROR') tool.logger.debug('tool.refused', facts)
    else tool.logger.warn('tool.failed', facts)
    return tellError({
      message: error.next === undefined ? error.message : `${sentence(error.message)} ${error.next}`,
      code: error.code,
      category: error.category,
      retryable: error.retryable,
      retryAfterMs: error.retryAfterMs,
      correlationId: call.correlationId,
      data: error.data,
    })
  }
  tool.logger.error('tool.failed', { tool: tool.name, correlationId: call.correlationId, error })
  const row = errorTable.SERVER_ERROR
  call.record.errorCode = 'SERVER_ERROR'
  call.record.category = row.category
  return tellError({
    message: `${row.message}. ${row.next} Correlation id: ${call.correlationId}`,
    code: 'SERVER_ERROR',
    category: row.category,
    retryable: true,
    correlationId: call.correlationId,
  })
}

function sentence(text: string): string {
  return /[.!?:]$/.test(text) ? text : `${text}.`
}
