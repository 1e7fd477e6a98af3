import { randomBytes } from 'node:crypto'

/** Correlation ids: a random prefix for this process and a counter; unique without drawing random bytes for each call. */
export function makeCorrelator(): () => string {
  let prefix: string | undefined
  let count = 0
  return () => {
    // Not before the first call: some hosts have no random values outside of a request.
    prefix ??= randomBytes(6).toString('hex')
    return `${prefix}-${(++count).toString(36)}`
  }
}
