import type { Outcome, RunningCall } from '../../call.ts'
import { isPromise } from '../../maybe-promise.ts'
import type { Handler, Subject } from '../practice.ts'
import type { Tags } from './tags.ts'

/** A tool that writes makes what it names stale before its own answer goes out: a call that failed half-way may have written too. */
export function makeDirtying(
  { settings: { dirties = [] }, readOnly }: Subject,
  tags: Tags,
  next: Handler,
): Handler | undefined {
  if (readOnly || dirties.length === 0) return undefined
  const dirty = () => tags.dirty(dirties)
  const finish = (outcome: Outcome, { aborted, running }: RunningCall): Outcome => {
    dirty()
    // Given up, the handler may go on, and write later.
    if (aborted) running?.then(dirty, dirty)
    return outcome
  }
  return function dirtyTags(args, call) {
    const outcome = next(args, call)
    return isPromise(outcome) ? outcome.then(made => finish(made, call)) : finish(outcome, call)
  }
}
