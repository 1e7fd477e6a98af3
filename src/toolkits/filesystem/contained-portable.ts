import {
  constants,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Allow } from './allow.ts'
import type { Contained, Directory, Entry, Facts, OpenedFile, Place, Root, WritableFile } from './contained.ts'
import { EntryGuard } from './entry-guard.ts'
import { factsOf, sameThing } from './facts.ts'
import { DescriptorFile } from './open-file.ts'
import { checkName, placeBelow, placeOf } from './place.ts'
import { refusal, refusalOf } from './refusals.ts'
import { streamEntries } from './stream-entries.ts'
import { WalkedContained } from './walked-contained.ts'
import { watchEntries } from './watch-entries.ts'

const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL } = constants
/** Windows has neither; there the comparison after opening does the work. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0
const O_NONBLOCK = constants.O_NONBLOCK ?? 0

/** Containment where a name cannot be opened relative to a handle: by real path, compared before and after each use. */
export function containedPortably(roots: readonly Root[], allow: Allow): Contained {
  return new WalkedContained(roots, root => {
    const place = placeOf(root, [])
    let directory = new PortableDirectory(root.anchor, place, allow)
    for (const name of root.below) directory = directory.openDirectory(name, place)
    return directory
  })
}

class PortableDirectory implements Directory {
  readonly place: Place
  readonly facts: Facts
  /** Real: no component of it was a link when it was opened, and `#check` sees whether one is now. */
  readonly #path: string
  readonly #allow: Allow
  readonly #guard: EntryGuard

  constructor(path: string, place: Place, allow: Allow) {
    this.#path = path
    this.place = place
    this.#allow = allow
    this.#guard = new EntryGuard(place, allow)
    try {
      this.facts = factsOf(lstatSync(path, { bigint: true }))
    } catch (error) {
      throw refusalOf(error, place.path)
    }
    if (this.facts.kind !== 'directory') throw refusal('NOT_A_DIRECTORY', { path: place.path })
    this.#check()
  }

  *entries(batch = 1_024): IterableIterator<Entry> {
    this.#check()
    const entries = streamEntries(this.#path, this.place.path, batch)
    try {
      const first = entries.next()
      this.#check()
      if (first.done) return
      yield first.value
      yield* entries
    } finally {
      entries.return?.()
    }
  }

  lstat(name: string): Facts | undefined {
    const stats = this.#checked(name, () =>
      lstatSync(this.#at(checkName(name)), { bigint: true, throwIfNoEntry: false }),
    )
    return stats && factsOf(stats)
  }

  allows(name: string): boolean {
    return this.#allow(name)
  }

  openFile(name: string): OpenedFile {
    return this.#openRegular(this.#guard.checkFile(name), O_RDONLY)
  }

  openWritable(name: string): WritableFile {
    return this.#openRegular(this.#guard.checkChangeOfFile(name), O_RDWR)
  }

  openDirectory(name: string, place = placeBelow(this.place, checkName(name))): PortableDirectory {
    return new PortableDirectory(this.#realChild(checkName(name)), place, this.#allow)
  }

  readLink(name: string): string {
    return this.#checked(name, () => readlinkSync(this.#at(checkName(name))))
  }

  createFile(name: string, mode = 0o666): WritableFile {
    return this.#create(this.#guard.checkChangeOfFile(name), mode)
  }

  createTemporary(mode = 0o600): { readonly name: string; readonly file: WritableFile } {
    const name = this.#guard.nameTemporary()
    return { name, file: this.#create(name, mode) }
  }

  createLink(name: string, target: string): void {
    this.#guard.checkChangeOfFile(name)
    this.#checked(name, () => symlinkSync(target, this.#at(name)))
  }

  rename(name: string, into: Directory, newName: string): void {
    const target = this.#checkPair(name, into, newName)
    this.#checked(name, () => target.#checked(newName, () => renameSync(this.#at(name), target.#at(newName))))
  }

  link(name: string, into: Directory, newName: string): void {
    const target = this.#checkPair(name, into, newName)
    this.#checked(name, () => target.#checked(newName, () => linkSync(this.#at(name), target.#at(newName))))
  }

  makeDirectory(name: string, mode = 0o777): void {
    this.#guard.checkChange(name)
    this.#checked(name, () => mkdirSync(this.#at(name), { mode }))
  }

  removeFile(name: string): void {
    this.#guard.checkChangeOfFile(name)
    this.#checked(name, () => unlinkSync(this.#at(name)))
  }

  removeDirectory(name: string): void {
    this.#guard.checkChange(name)
    this.#checked(name, () => rmdirSync(this.#at(name)))
  }

  watch(changed: (name: string | undefined) => void): () => void {
    this.#check()
    return watchEntries(this.#path, this.place.path, changed)
  }

  /** A directory cannot be forced to the disk on every platform, and the renames here do not need it to be whole. */
  sync(): void {}

  [Symbol.dispose](): void {}

  #at(name: string): string {
    return join(this.#path, name)
  }

  #checked<T>(name: string, act: () => T): T {
    return this.#guard.attempt(name, () => {
      this.#check()
      const value = act()
      this.#check()
      return value
    })
  }

  /** Refuses where this directory is no longer where it was opened, or is reached through a link now. */
  #check(): void {
    try {
      const now = factsOf(lstatSync(this.#path, { bigint: true }))
      if (sameThing(now, this.facts) && realpathSync.native(this.#path) === this.#path) return
    } catch (error) {
      throw refusalOf(error, this.place.path)
    }
    throw refusal('PATH_OUTSIDE_ROOTS')
  }

  /** The real path of an entry, in the letter case of the disk. Refuses a link. */
  #realChild(name: string): string {
    const kind = this.lstat(name)?.kind
    if (!kind) throw refusal('FILE_NOT_FOUND', { path: this.#guard.shown(name) })
    if (kind === 'link') throw refusal('NOT_A_DIRECTORY', { path: this.#guard.shown(name) })
    return this.#guard.attempt(name, () => {
      const real = realpathSync.native(this.#at(name))
      if (dirname(real) !== this.#path) throw refusal('PATH_OUTSIDE_ROOTS')
      return real
    })
  }

  #openRegular(name: string, flags: number): DescriptorFile {
    const kind = this.lstat(name)?.kind
    if (!kind) throw refusal('FILE_NOT_FOUND', { path: this.#guard.shown(name) })
    if (kind !== 'file') throw refusal('NOT_A_FILE', { path: this.#guard.shown(name) })
    return this.#guard.attempt(name, () =>
      this.#checkOpened(name, openSync(this.#at(name), flags | O_NOFOLLOW | O_NONBLOCK)),
    )
  }

  #create(name: string, mode: number): DescriptorFile {
    return this.#guard.attempt(name, () => {
      this.#check()
      return this.#checkOpened(name, openSync(this.#at(name), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode))
    })
  }

  /** The descriptor is of use only where it is the entry that lies in this directory, by device and inode. */
  #checkOpened(name: string, fd: number): DescriptorFile {
    const file = new DescriptorFile(fd, placeBelow(this.place, name))
    try {
      const entry = lstatSync(this.#realChild(name), { bigint: true })
      if (!sameThing(factsOf(entry), file.facts)) throw refusal('PATH_OUTSIDE_ROOTS')
      this.#check()
      return file
    } catch (error) {
      file[Symbol.dispose]()
      throw error
    }
  }

  /** A directory moves whatever its name is; anything else needs both its names to be of an allowed type. */
  #checkPair(name: string, into: Directory, newName: string): PortableDirectory {
    if (!(into instanceof PortableDirectory))
      throw new TypeError('Both directories must come from the same containment')
    this.#guard.checkChange(name)
    into.#guard.checkChange(newName)
    if (this.lstat(name)?.kind !== 'directory') {
      this.#guard.checkFile(name)
      into.#guard.checkFile(newName)
    }
    return into
  }
}
