import type { Directory, Facts, Located, Root } from '../contained.ts'
import { trashName } from '../reserved-names.ts'
import { makeTrashId, readTrashId, type TrashId } from './trash-id.ts'

/**
 * The trash of a root is a directory in it. Each deleted entry has a directory there that is named by its id, and in
 * that lies under the same names as it had below the root: `.lintel-trash/<id>/docs/notes.md`. So the path to restore
 * to needs no record of its own, and no name is changed.
 */
export interface TrashedEntry extends Disposable {
  readonly id: TrashId
  readonly root: Root
  /** The names that it had below the root. */
  readonly segments: readonly string[]
  readonly facts: Facts
  /** The directory that holds it in the trash. */
  readonly directory: Directory
  readonly name: string
}

/** Moves an entry into the trash of its root, by rename, and answers its id. Throws CROSSES_DEVICES, READ_ONLY. */
export function moveToTrash(root: Directory, entry: Located, now: number): string {
  const { segments } = entry.place
  const id = makeTrashId(now, segments.length)
  makeIfMissing(root, trashName)
  using trash = root.openDirectory(trashName)
  trash.makeDirectory(id, 0o700)
  try {
    using holder = makeChain(trash.openDirectory(id), segments.slice(0, -1))
    entry.directory.rename(entry.name, holder, entry.name)
    holder.sync()
  } catch (error) {
    dropChain(trash, id, segments.slice(0, -1))
    throw error
  }
  entry.directory.sync()
  return id
}

/** Opens what lies in the trash of a root by an id; undefined where nothing does, or nothing whole. */
export function openTrashed(root: Directory, id: TrashId): TrashedEntry | undefined {
  if (root.lstat(trashName)?.kind !== 'directory') return undefined
  using trash = root.openDirectory(trashName)
  if (trash.lstat(id.id)?.kind !== 'directory') return undefined
  return openChain(root.place.root, trash.openDirectory(id.id), id)
}

/** Follows the names that an entry had, each alone in its directory. Takes over `directory`. */
function openChain(root: Root, directory: Directory, id: TrashId): TrashedEntry | undefined {
  const segments: string[] = []
  let entry: TrashedEntry | undefined
  try {
    for (let level = 1; level <= id.depth; level++) {
      const [only, another] = directory.entries(2)
      if (!only || another || (level < id.depth && only.kind !== 'directory')) return undefined
      segments.push(only.name)
      if (level < id.depth) directory = enter(directory, only.name)
    }
    const name = segments.at(-1)
    const facts = name === undefined ? undefined : directory.lstat(name)
    if (!facts || name === undefined) return undefined
    entry = { id, root, segments, facts, directory, name, [Symbol.dispose]: () => directory[Symbol.dispose]() }
    return entry
  } finally {
    if (!entry) directory[Symbol.dispose]()
  }
}

/** Removes the empty directories that held a restored entry. */
export function forgetTrashed(root: Directory, { id, segments }: TrashedEntry): void {
  using trash = root.openDirectory(trashName)
  dropChain(trash, id.id, segments.slice(0, -1))
}

/** The ids in the trash of a root, oldest first. */
export function listTrash(root: Directory): readonly TrashId[] {
  if (root.lstat(trashName)?.kind !== 'directory') return []
  using trash = root.openDirectory(trashName)
  const ids = [...trash.entries()].map(entry => readTrashId(entry.name)).filter(id => id !== undefined)
  return ids.sort((a, b) => (a.id < b.id ? -1 : 1))
}

function makeIfMissing(directory: Directory, name: string): void {
  if (directory.lstat(name)?.kind === 'directory') return
  directory.makeDirectory(name, 0o700)
}

/** Takes over `directory`. */
function makeChain(directory: Directory, names: readonly string[]): Directory {
  for (const name of names) {
    try {
      directory.makeDirectory(name, 0o700)
    } catch (error) {
      directory[Symbol.dispose]()
      throw error
    }
    directory = enter(directory, name)
  }
  return directory
}

function enter(directory: Directory, name: string): Directory {
  using left = directory
  return left.openDirectory(name)
}

/** From the inside out, and only what is empty. */
function dropChain(parent: Directory, name: string, names: readonly string[]): void {
  try {
    using directory = parent.openDirectory(name)
    const [next, ...rest] = names
    if (next !== undefined) dropChain(directory, next, rest)
  } catch {
    return
  }
  try {
    parent.removeDirectory(name)
  } catch {
    // Not empty: something else is in it by now, and stays.
  }
}
