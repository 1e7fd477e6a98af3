import { existsSync } from 'node:fs'
import type { Allow } from './allow.ts'
import type { Contained, Root } from './contained.ts'
import { containedOnLinux } from './contained-linux.ts'
import { containedPortably } from './contained-portable.ts'

/** Handles where the system has them under /proc, else comparison by real path. */
export const containedBy: (roots: readonly Root[], allow: Allow) => Contained =
  process.platform === 'linux' && existsSync('/proc/self/fd') ? containedOnLinux : containedPortably
