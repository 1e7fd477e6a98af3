import type { Outcome, RunningCall } from '../../call.ts'
import { isJsonObject } from '../../json.ts'

export interface Verdict {
  /** `left`: it says nothing of the downstream. */
  readonly verdict: 'succeeded' | 'failed' | 'left'
  /** Whether the same call may succeed if it is made again. */
  readonly retryable: boolean
  readonly retryAfterMs: number
}

const succeeded: Verdict = { verdict: 'succeeded', retryable: false, retryAfterMs: 0 }
const left: Verdict = { verdict: 'left', retryable: false, retryAfterMs: 0 }

/** What an outcome says of the system behind the tool. What the agent did wrong, and a question to the person, say nothing. */
export function judge(outcome: Outcome, { record }: RunningCall): Verdict {
  if (outcome.kind === 'value') return succeeded
  if (outcome.kind !== 'result') return left
  if (outcome.result.isError !== true) return succeeded
  if (record.category === 'CLIENT_ERROR') return left
  const { _meta } = outcome.result
  const facts = isJsonObject(_meta) ? _meta['lintel/error'] : undefined
  const { retryable, retryAfterMs } = isJsonObject(facts) ? facts : {}
  return {
    verdict: 'failed',
    retryable: retryable === true,
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : 0,
  }
}
