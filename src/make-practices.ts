import type { Clock } from './clock.ts'
import { makeAdmit } from './practices/admit/admit.ts'
import { authorize } from './practices/authorize/authorize.ts'
import { makeBudget } from './practices/budget/budget.ts'
import type { Continuations } from './practices/budget/continuations.ts'
import { makeResume } from './practices/budget/resume.ts'
import { makeCheck } from './practices/check/check.ts'
import { makeDeadline } from './practices/deadline/deadline.ts'
import type { Breakers } from './practices/guard/breakers.ts'
import { makeGuard } from './practices/guard/guard.ts'
import { makeLimit } from './practices/limit/limit.ts'
import { observe } from './practices/observe/observe.ts'
import type { Practice } from './practices/practice.ts'
import { redact } from './practices/redact/redact.ts'
import { makeRemember } from './practices/remember/remember.ts'
import { shape } from './practices/shape/shape.ts'
import { validate } from './practices/validate/validate.ts'
import type { EventBus } from './session/event-bus.ts'
import type { Logger } from './telemetry/logger.ts'

export interface PracticeParts {
  readonly logger: Logger
  readonly clock: Clock
  readonly breakers: Breakers
  readonly continuations: Continuations
  readonly bus: EventBus
  /** Calls at once of the whole server. Default 1,000. */
  readonly calls?: number | undefined
}

/** The practices that every server has. Their order is that of `src/practices/order.ts`. */
export function makePractices({
  logger,
  clock,
  breakers,
  continuations,
  bus,
  calls,
}: PracticeParts): readonly Practice[] {
  return [
    observe,
    makeAdmit(clock, calls),
    authorize,
    makeLimit(clock),
    makeResume(continuations),
    validate,
    makeRemember(clock, bus),
    makeDeadline(clock),
    makeBudget(continuations),
    redact,
    shape,
    makeGuard(breakers, clock),
    makeCheck(logger),
  ]
}
