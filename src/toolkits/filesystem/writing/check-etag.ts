import type { Located, OpenedFile } from '../contained.ts'
import { sameThing } from '../facts.ts'
import { etagOfFile } from '../reading/etag-of-file.ts'
import { refusal } from '../refusals.ts'

/**
 * Holds the contents of a file against the etag that the agent read. No file has no etag, and so matches none.
 * Throws ETAG_MISMATCH. `path` is shown.
 */
export async function checkEtag(
  file: OpenedFile | undefined,
  ifMatch: string | undefined,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  if (ifMatch === undefined) return
  compareEtag(file && (await etagOfFile(file, Number.POSITIVE_INFINITY, signal)), ifMatch, path)
}

export function compareEtag(etag: string | undefined, ifMatch: string | undefined, path: string): void {
  if (ifMatch === undefined || etag === ifMatch) return
  throw refusal('ETAG_MISMATCH', { path, ...(etag === undefined && { because: 'it does not exist' }) })
}

/**
 * Makes sure that a name still stands for the file that was opened, with the contents it had then. Synchronous: what
 * follows in the same turn cannot be overtaken by another call of this server. Another process can be in between for
 * the microseconds up to the next system call. Throws FILE_CHANGED.
 */
export function ensureUnchanged(located: Located, opened: OpenedFile, path: string): void {
  const now = located.directory.lstat(located.name)
  const then = opened.facts
  const same = now && sameThing(now, then) && now.size === then.size && now.modified === then.modified
  if (!same) throw refusal('FILE_CHANGED', { path })
}
