import { InputRequired, type Outcome, type RunningCall } from '../call.ts'
import { errorTable, RpcError, ToolError } from '../errors.ts'
import { lookFirst, mayHaveActed, noteError, tellError, tellMessage } from '../refusal.ts'
import type { Logger } from '../telemetry/logger.ts'

export interface FailingTool {
  readonly name: string
  readonly readOnly: boolean
  readonly idempotent: boolean
  readonly logger: Logger
}

/** What a throw becomes: the agent gets a safe sentence and the correlation id, the operator's log gets the rest. */
export function failTool(tool: FailingTool, call: RunningCall, error: unknown): Outcome {
  if (error instanceof InputRequired) return { kind: 'input_required' }
  if (error instanceof RpcError) return { kind: 'failure', failure: error.failure }
  if (error instanceof ToolError) {
    const { code, category, detail, cause } = error
    noteError(call, code, category)
    const facts = { tool: tool.name, correlationId: call.correlationId, code, detail, cause }
    // A refusal is the agent's business; it is the operator's where something else than the agent is at fault.
    if (category === 'CLIENT_ERROR' || hasStopped(call, error)) tool.logger.debug('tool.refused', facts)
    else tool.logger.warn('tool.failed', facts)
    return tellError({
      message: tellMessage(error),
      code: error.code,
      category: error.category,
      retryable: error.retryable,
      retryAfterMs: error.retryAfterMs,
      correlationId: call.correlationId,
      data: error.data,
    })
  }
  const facts = { tool: tool.name, correlationId: call.correlationId, error }
  // A handler that stops once nobody waits for it did what the signal is for.
  if (hasStopped(call, error)) tool.logger.debug('tool.left', facts)
  else tool.logger.error('tool.failed', facts)
  const row = errorTable.SERVER_ERROR
  noteError(call, 'SERVER_ERROR', row.category)
  const { retryable, next } = mayHaveActed(call, tool) ? lookFirst : row
  return tellError({
    message: `${row.message}. ${next} Correlation id: ${call.correlationId}`,
    code: 'SERVER_ERROR',
    category: row.category,
    retryable,
    correlationId: call.correlationId,
  })
}

/** A handler that stopped because it was told to. */
function hasStopped({ aborted }: RunningCall, error: unknown): boolean {
  return aborted !== undefined && (error === aborted || (error instanceof Error && error.name === 'AbortError'))
}
