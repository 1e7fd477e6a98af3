import { accessSync, constants } from 'node:fs'
import { type Allow, allowExtensions } from './allow.ts'
import type { Contained, Directory, Root } from './contained.ts'
import { containedOnLinux } from './contained-linux.ts'
import { containedPortably } from './contained-portable.ts'
import { placeOf } from './place.ts'

/** By handles where the system has them under /proc, else by comparison of real paths. */
export function containedBy(roots: readonly Root[], allow: Allow): Contained {
  return hasHandles() ? containedOnLinux(roots, allow) : containedPortably(roots, allow)
}

/** A root itself, with files of every type: for the upkeep of what the toolkit keeps in it, never for an agent's path. */
export function openUnfiltered(root: Root): Directory {
  return containedBy([root], allowExtensions(undefined)).openDirectory(placeOf(root, []))
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
