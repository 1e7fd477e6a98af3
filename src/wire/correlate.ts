import { randomBytes } from 'node:crypto'

/** Correlation ids: a random prefix for this process and a counter; unique without drawing random bytes for each call. */
export function makeCorrelator(): () => string {
  const prefix = randomBytes(6).toString('hex')
  let count = 0
  return () => `${prefix}-${(++count).toString(36)}`
}
