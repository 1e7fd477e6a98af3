import * as z from 'zod'

/** A whole number that is not negative. The largest safe integer, which zod gives as its bound, says nothing to an agent. */
export function amount(least = 0): z.ZodInt {
  return z.int().min(least).meta({ maximum: undefined })
}
