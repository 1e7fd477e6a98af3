import type { RunningCall } from '../../call.ts'
import { isJsonObject } from '../../json.ts'
import { refuseCall } from '../../refusal.ts'
import { modeOf } from '../mode.ts'
import type { Practice } from '../practice.ts'
import { answerPage } from './answer-page.ts'
import { bindingOf, type Continuations } from './continuations.ts'
import type { Fitting } from './fitting.ts'
import { rulesOf } from './limits.ts'
import { cursorArgument, takesCursor } from './paging-tools.ts'

/** Answers a call that asks for the next page of a result: from what was kept, so that the tool does not run again. */
export function makeResume(continuations: Continuations): Practice {
  return {
    name: 'resume',
    wrap(subject, next) {
      if (!takesCursor(subject)) return undefined
      const fitting: Fitting = { subject, rules: rulesOf(subject), continuations, takesCursor: true }
      const goOn = (cursor: unknown, call: RunningCall) => {
        const opened = typeof cursor === 'string' ? continuations.open(cursor, call) : undefined
        if (opened?.kept.binding !== bindingOf(subject, call)) return refuseCall(call, 'resume', 'CONTINUATION_INVALID')
        return answerPage(opened.kept, opened.page, call, fitting)
      }
      return function resumeResult(args, call) {
        if (!isJsonObject(args) || !Object.hasOwn(args, cursorArgument)) return next(args, call)
        const { [cursorArgument]: cursor, ...others } = args
        // Models fill in what is optional with nothing.
        return cursor === '' || cursor === null || cursor === undefined ? next(others, call) : goOn(cursor, call)
      }
    },
    describe: subject => ({ mode: takesCursor(subject) ? modeOf(subject.settings.budget) : 'off', setting: '' }),
  }
}
