import { ToolError } from '../../../errors.ts'
import type { Directory, Kind } from '../contained.ts'
import { sameThing } from '../facts.ts'

/** An entry of an open directory. */
export interface EntryAt {
  readonly directory: Directory
  readonly name: string
}

/**
 * Moves an entry to a name that must be free, and never replaces what somebody else puts there meanwhile: the system
 * itself refuses (ALREADY_EXISTS), there is no check that could be overtaken.
 *
 * - A file gets its new name by link(2), which fails where the name is taken, and then loses the old one. Killed in
 *   between it has both names. Where the system does not permit hard links, the name is taken by a new empty file, and
 *   the file renamed over that.
 * - A symbolic link is made anew, since not every system gives it a second name.
 * - A directory takes its name by mkdir(2), and is then renamed over that empty directory, which rename(2) refuses
 *   where something was put into it.
 */
export function moveWithoutReplacing(from: EntryAt, kind: Kind, to: EntryAt): void {
  if (kind === 'directory') moveDirectory(from, to)
  else if (kind === 'link') moveLink(from, to)
  else moveFile(from, to)
}

function moveDirectory(from: EntryAt, to: EntryAt): void {
  to.directory.makeDirectory(to.name)
  try {
    from.directory.rename(from.name, to.directory, to.name)
  } catch (error) {
    // Fails, as it should, where the placeholder is not ours or not empty any more.
    attempt(() => to.directory.removeDirectory(to.name))
    throw error
  }
}

function moveLink(from: EntryAt, to: EntryAt): void {
  to.directory.createLink(to.name, from.directory.readLink(from.name))
  from.directory.removeFile(from.name)
}

function moveFile(from: EntryAt, to: EntryAt): void {
  const facts = from.directory.lstat(from.name)
  try {
    from.directory.link(from.name, to.directory, to.name)
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'ACCESS_DENIED') throw error
    return moveOverPlaceholder(from, to)
  }
  const now = from.directory.lstat(from.name)
  // Whoever replaced the source meanwhile keeps what they put there.
  if (facts && now && sameThing(facts, now)) from.directory.removeFile(from.name)
}

function moveOverPlaceholder(from: EntryAt, to: EntryAt): void {
  using placeholder = to.directory.createFile(to.name, 0o600)
  try {
    from.directory.rename(from.name, to.directory, to.name)
  } catch (error) {
    const now = to.directory.lstat(to.name)
    if (now && sameThing(now, placeholder.facts)) attempt(() => to.directory.removeFile(to.name))
    throw error
  }
}

function attempt(act: () => void): void {
  try {
    act()
  } catch {
    // The error that led here is the one to tell.
  }
}
