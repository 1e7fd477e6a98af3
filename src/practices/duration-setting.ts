import { durationHint, parseDuration } from '../duration.ts'
import { DefinitionError } from '../errors.ts'
import type { Duration } from './settings.ts'

/** Milliseconds of a duration that an author wrote. Throws DefinitionError, naming `owner`, where it is none. */
export function msOf(written: Duration, owner: string): number {
  const ms = typeof written === 'string' ? parseDuration(written) : written
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms <= 0)
    throw new DefinitionError(`${owner} "${written}" is no duration: ${durationHint}.`)
  return ms
}
