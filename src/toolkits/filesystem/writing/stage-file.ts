import { ToolError } from '../../../errors.ts'
import type { Facts, Located, WritableFile } from '../contained.ts'
import { refusal } from '../refusals.ts'
import { ensureUnchanged } from './check-etag.ts'
import { moveWithoutReplacing } from './move-entry.ts'
import type { Target } from './open-target.ts'

type Contents = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/**
 * Contents that are complete on the disk under a temporary name beside their target, and are put in place by one
 * rename: whoever reads the target sees all of the old or all of the new contents, also after a crash at any moment.
 * Disposing of it removes what was not put in place.
 */
export class StagedFile implements Disposable {
  readonly #located: Located
  readonly #name: string
  #inPlace = false

  constructor(located: Located, name: string) {
    this.#located = located
    this.#name = name
  }

  /** Puts the contents in place of what is there now, which may be nothing. A link is replaced, not followed. */
  replace(): void {
    const { directory, name } = this.#located
    directory.rename(this.#name, directory, name)
    this.#inPlace = true
    directory.sync()
  }

  /** Puts the contents in place where nothing is there: ALREADY_EXISTS, without a moment in which that could change. */
  create(): void {
    const { directory, name } = this.#located
    moveWithoutReplacing({ directory, name: this.#name }, 'file', { directory, name })
    this.#inPlace = true
    directory.sync()
  }

  [Symbol.dispose](): void {
    if (!this.#inPlace) this.#located.directory.removeFile(this.#name)
  }
}

/**
 * Writes contents beside where they are to go. A file that is replaced hands on its mode and, where the system permits
 * it, its owner. Not handed on: extended attributes and access control lists, for which Node.js has no calls, and other
 * hard links, which keep the old contents. A new file has `mode`, less the umask.
 */
export async function stageFile(
  located: Located,
  replaced: Facts | undefined,
  contents: Contents,
  signal: AbortSignal,
  mode = 0o666,
): Promise<StagedFile> {
  // One that replaces another is closed to others until it has that one's mode.
  const { name, file } = located.directory.createTemporary(replaced ? 0o600 : mode)
  using written = file
  const staged = new StagedFile(located, name)
  try {
    await writeAll(written, contents, signal)
    if (replaced) handOn(replaced, written)
    await written.sync(signal)
    return staged
  } catch (error) {
    staged[Symbol.dispose]()
    throw error
  }
}

/** Puts contents in place only where the target is as it was when it was opened. Throws FILE_CHANGED. */
export function commitUnchanged(staged: StagedFile, { located, current, place }: Target): void {
  if (current) {
    ensureUnchanged(located, current, place.path)
    return staged.replace()
  }
  try {
    staged.create()
  } catch (error) {
    const appeared = error instanceof ToolError && error.code === 'ALREADY_EXISTS'
    throw appeared ? refusal('FILE_CHANGED', { path: place.path }) : error
  }
}

async function writeAll(file: WritableFile, contents: Contents, signal: AbortSignal): Promise<void> {
  let position = 0
  for await (const piece of contents) {
    await file.write(piece, position, signal)
    position += piece.length
  }
}

/** Owner before mode: the system drops set-user-ID bits when the owner changes, and a new owner must not get those of the old. */
function handOn(facts: Facts, file: WritableFile): void {
  const sameOwner = facts.uid === file.facts.uid && facts.gid === file.facts.gid
  const kept = sameOwner || file.setOwner(facts.uid, facts.gid)
  file.setMode(facts.mode & (kept ? 0o7777 : 0o777))
}
