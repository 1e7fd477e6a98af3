import { callErrors } from '../call-errors.ts'
import { ToolError } from '../errors.ts'

/** An address that no tool may be sent to. The agent is not told what the name leads to: that would be a map of the network. */
export class AddressRefused extends ToolError {
  readonly host: string
  constructor(host: string) {
    super(`The address ${host} may not be fetched.`, {
      code: 'OUTBOUND_REFUSED',
      category: 'CLIENT_ERROR',
      next: callErrors.OUTBOUND_REFUSED.next,
    })
    this.host = host
  }
}

/** What went wrong on the way, as the agent may know it; the cause is for the operator's log. */
export function outboundFailure(host: string, cause: unknown): unknown {
  for (let error = cause; error instanceof Error; error = error.cause) {
    if (error instanceof ToolError || error.name === 'AbortError') return error
    if (error.name === 'TimeoutError' || (error as NodeJS.ErrnoException).code === 'UND_ERR_CONNECT_TIMEOUT')
      return new ToolError(`${host} did not answer in time.`, { ...external, code: 'OUTBOUND_TIMEOUT', cause })
  }
  return new ToolError(`${host} could not be reached.`, { ...external, code: 'OUTBOUND_FAILED', cause })
}

export function tooLargeAnswer(host: string, limit: number): ToolError {
  return new ToolError(`The answer of ${host} is larger than ${limit} bytes.`, {
    code: 'OUTBOUND_TOO_LARGE',
    category: 'EXTERNAL_ERROR',
    next: 'Ask for less at once.',
  })
}

const external = {
  category: 'EXTERNAL_ERROR',
  retryable: true,
  next: 'Go on without it, or call again later.',
} as const
