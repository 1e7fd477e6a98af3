import type { Clock } from './clock.ts'
import { makeCheck } from './practices/check/check.ts'
import type { Practice } from './practices/practice.ts'
import { shape } from './practices/shape/shape.ts'
import { validate } from './practices/validate/validate.ts'
import type { Logger } from './telemetry/logger.ts'

export interface PracticeParts {
  readonly logger: Logger
  readonly clock: Clock
}

/** The practices that every server has. Their order is that of `src/practices/order.ts`. */
export function makePractices({ logger }: PracticeParts): readonly Practice[] {
  return [validate, shape, makeCheck(logger)]
}
