import type { Outcome } from '../../call.ts'
import { whenReady } from '../../maybe-promise.ts'
import type { Practice } from '../practice.ts'
import { shapeResult } from './shape-result.ts'

/** Turns what a tool's handler returned into a result of the protocol: structured content and its text twin, or blocks. Always on. */
export const shape: Practice = {
  name: 'shape',
  wrap({ output }, next) {
    const declaresOutput = output !== undefined
    return function shapeValue(args, call) {
      const finish = (outcome: Outcome): Outcome =>
        outcome.kind === 'value' ? shapeResult(outcome.value, declaresOutput, call.revision) : outcome
      return whenReady(next(args, call), finish)
    }
  },
  describe: () => ({ mode: 'enforce', setting: '' }),
}
