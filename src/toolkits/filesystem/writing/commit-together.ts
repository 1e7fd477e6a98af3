import { ToolError } from '../../../errors.ts'
import type { Located } from '../contained.ts'
import { sameThing } from '../facts.ts'
import { refusal } from '../refusals.ts'
import { ensureUnchanged } from './check-etag.ts'
import type { Target } from './open-target.ts'
import type { StagedFile } from './stage-file.ts'

interface Staged {
  readonly target: Target
  readonly staged: StagedFile
}

/** A file that is in place, and the way back. */
interface Committed {
  readonly path: string
  undo(): void
  settle(): void
}

/**
 * Puts all in place, or none. Synchronous: no other call of this server sees some of them. First all targets are held
 * against what was opened (FILE_CHANGED), then each is renamed; when one fails, those done before get their old
 * contents back, which a hard link had kept. A process that is killed in between leaves whole files, some old, some new.
 */
export function commitTogether(all: readonly Staged[]): void {
  for (const { target } of all) ensureAsOpened(target)
  const done: Committed[] = []
  try {
    for (const each of all) done.push(commitOne(each))
  } catch (error) {
    rollBack(done, error)
  }
  for (const each of done) each.settle()
}

function ensureAsOpened({ located, current, place }: Target): void {
  if (current) ensureUnchanged(located, current, place.path)
  else if (located.directory.lstat(located.name)) throw refusal('FILE_CHANGED', { path: place.path })
}

function commitOne({ target: { located, current, place }, staged }: Staged): Committed {
  const { directory, name } = located
  const { path } = place
  if (!current) {
    staged.create()
    return { path, undo: () => directory.removeFile(name), settle: () => {} }
  }
  const kept = keepOld(located)
  const undo = () => setBack(located, kept)
  try {
    staged.replace()
  } catch (error) {
    undo()
    throw error
  }
  return { path, undo, settle: () => directory.removeFile(kept) }
}

/** Gives the file that is to be replaced one more name; where the system permits no hard links, that name alone. */
function keepOld({ directory, name }: Located): string {
  const { name: kept, file } = directory.createTemporary()
  file[Symbol.dispose]()
  directory.removeFile(kept)
  try {
    directory.link(name, directory, kept)
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'ACCESS_DENIED') throw error
    directory.rename(name, directory, kept)
  }
  return kept
}

/** rename(2) does nothing with two names of one file: where the old file is still in place, its second name goes. */
function setBack({ directory, name }: Located, kept: string): void {
  const now = directory.lstat(name)
  const old = directory.lstat(kept)
  if (now && old && sameThing(now, old)) directory.removeFile(kept)
  else directory.rename(kept, directory, name)
}

function rollBack(done: readonly Committed[], error: unknown): never {
  for (const { path, undo } of done.toReversed()) {
    try {
      undo()
    } catch (cause) {
      throw refusal('IO_FAILED', { path, because: 'the call failed, and this file could not be set back', cause })
    }
  }
  throw error
}
