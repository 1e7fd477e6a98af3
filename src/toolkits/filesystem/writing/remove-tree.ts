import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Directory } from '../contained.ts'
import { refusal } from '../refusals.ts'

/** Entries after which other calls come in between. */
const batch = 64

/**
 * Makes sure that a directory holds nothing that a call may not remove, before any of it is. Throws
 * EXTENSION_NOT_ALLOWED with the first such file, TOO_MANY_ENTRIES below `depth` levels.
 */
export async function ensureRemovable(directory: Directory, depth: number, signal: AbortSignal): Promise<void> {
  if (depth === 0) throw refusal('TOO_MANY_ENTRIES', { path: directory.place.path })
  let seen = 0
  for (const { name, kind } of directory.entries()) {
    if (++seen % batch === 0) await nextTurn()
    signal.throwIfAborted()
    if (kind === 'directory') {
      using inner = directory.openDirectory(name)
      await ensureRemovable(inner, depth - 1, signal)
    } else if (!directory.allows(name)) {
      throw refusal('EXTENSION_NOT_ALLOWED', { path: directory.place.path, because: 'it holds a file of another type' })
    }
  }
}

/**
 * Removes a directory with all that is in it for good; links are removed, never followed. When cancelled it leaves what
 * it has not come to.
 */
export async function removeTree(parent: Directory, name: string, signal: AbortSignal): Promise<void> {
  await emptyDirectory(parent, name, signal)
  parent.removeDirectory(name)
}

async function emptyDirectory(parent: Directory, name: string, signal: AbortSignal): Promise<void> {
  using directory = parent.openDirectory(name)
  // Some file systems pass over entries when others are removed while they are listed: list until nothing is left.
  for (let removed = -1; removed !== 0; ) {
    removed = 0
    for (const entry of directory.entries()) {
      if (++removed % batch === 0) await nextTurn()
      signal.throwIfAborted()
      if (entry.kind === 'directory') await removeTree(directory, entry.name, signal)
      else directory.removeFile(entry.name)
    }
  }
}
