import { msOf } from '../duration-setting.ts'
import { ownerOf } from '../owner.ts'
import type { Subject } from '../practice.ts'
import { isMode } from '../settings.ts'

const defaultMs = 30_000

/** Milliseconds that a call of a subject may take, whatever the mode. */
export function lengthOf(subject: Subject): number {
  const { deadline } = subject.settings
  if (deadline === undefined || isMode(deadline)) return defaultMs
  const written = typeof deadline === 'object' ? deadline.after : deadline
  return written === undefined ? defaultMs : msOf(written, `${ownerOf(subject)}: deadline`)
}
