import { accessSync, constants } from 'node:fs'
import type { Allow } from './allow.ts'
import type { Contained, Root } from './contained.ts'
import { containedOnLinux } from './contained-linux.ts'
import { containedPortably } from './contained-portable.ts'

/** By handles where the system has them under /proc, else by comparison of real paths. */
export function containedBy(roots: readonly Root[], allow: Allow): Contained {
  return hasHandles() ? containedOnLinux(roots, allow) : containedPortably(roots, allow)
}

/** A chroot may have no /proc, and a process that gave up its rights while it ran may not enter its own entry there. */
function hasHandles(): boolean {
  if (process.platform !== 'linux') return false
  try {
    accessSync('/proc/self/fd/.', constants.X_OK)
    return true
  } catch {
    return false
  }
}
