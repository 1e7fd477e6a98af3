import { msOf } from '../duration-setting.ts'
import type { Duration, Lifetime } from '../settings.ts'

const named: Readonly<Record<string, number>> = {
  hourly: 3_600_000,
  daily: 86_400_000,
  weekly: 7 * 86_400_000,
  immutable: Number.POSITIVE_INFINITY,
}

/**
 * Milliseconds of `5 minutes`, `hourly`, `daily`, `weekly`; `immutable` never ends: its arguments or its tags name the
 * version. Throws DefinitionError, naming `owner`, where it is none.
 */
export function parseLifetime(written: Lifetime, owner: string): number {
  return (
    (typeof written === 'string' ? named[written.trim().toLowerCase()] : undefined) ?? msOf(written as Duration, owner)
  )
}
