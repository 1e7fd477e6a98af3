import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs'
import type { Allow } from './allow.ts'
import type { Contained, Directory, Entry, Facts, OpenedFile, Place, Root, WritableFile } from './contained.ts'
import { EntryGuard } from './entry-guard.ts'
import { factsOf } from './facts.ts'
import { DescriptorFile } from './open-file.ts'
import { checkName, placeBelow, placeOf } from './place.ts'
import { refusal, refusalOf } from './refusals.ts'
import { streamEntries } from './stream-entries.ts'
import { WalkedContained } from './walked-contained.ts'
import { watchEntries } from './watch-entries.ts'

const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants
/**
 * open(2): a handle on the entry itself, without opening what it stands for. It needs no permission to read, a device
 * does not notice, and a FIFO does not block. The value is the same on all processors that Node.js runs on.
 */
const O_PATH = 0o10000000

/** Containment by handles: `/proc/self/fd/N/name` is what openat(2) is elsewhere, a name in exactly that directory. */
export function containedOnLinux(roots: readonly Root[], allow: Allow): Contained {
  return new WalkedContained(roots, root => {
    const place = placeOf(root, [])
    let directory = new LinuxDirectory(root.anchor, place, allow)
    for (const name of root.below) {
      using parent = directory
      directory = parent.openDirectory(name, place)
    }
    return directory
  })
}

class LinuxDirectory implements Directory {
  readonly place: Place
  readonly facts: Facts
  readonly #fd: number
  readonly #allow: Allow
  readonly #guard: EntryGuard
  #open = true

  constructor(path: string, place: Place, allow: Allow) {
    this.place = place
    this.#allow = allow
    this.#guard = new EntryGuard(place, allow)
    try {
      this.#fd = openSync(path, O_PATH | O_DIRECTORY | O_NOFOLLOW)
      this.facts = factsOf(fstatSync(this.#fd, { bigint: true }))
    } catch (error) {
      throw refusalOf(error, place.path)
    }
  }

  entries(batch = 1_024): IterableIterator<Entry> {
    return streamEntries(this.#self(), this.place.path, batch)
  }

  lstat(name: string): Facts | undefined {
    const stats = this.#guard.attempt(name, () =>
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

  openDirectory(name: string, place = placeBelow(this.place, checkName(name))): LinuxDirectory {
    return new LinuxDirectory(this.#at(checkName(name)), place, this.#allow)
  }

  readLink(name: string): string {
    return this.#guard.attempt(name, () => readlinkSync(this.#at(checkName(name))))
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
    this.#guard.attempt(name, () => symlinkSync(target, this.#at(name)))
  }

  rename(name: string, into: Directory, newName: string): void {
    const target = this.#checkPair(name, into, newName)
    this.#guard.attempt(name, () => renameSync(this.#at(name), target.#at(newName)))
  }

  link(name: string, into: Directory, newName: string): void {
    const target = this.#checkPair(name, into, newName)
    this.#guard.attempt(name, () => linkSync(this.#at(name), target.#at(newName)))
  }

  makeDirectory(name: string, mode = 0o777): void {
    this.#guard.checkChange(name)
    this.#guard.attempt(name, () => mkdirSync(this.#at(name), { mode }))
  }

  removeFile(name: string): void {
    this.#guard.checkChangeOfFile(name)
    this.#guard.attempt(name, () => unlinkSync(this.#at(name)))
  }

  removeDirectory(name: string): void {
    this.#guard.checkChange(name)
    this.#guard.attempt(name, () => rmdirSync(this.#at(name)))
  }

  watch(changed: (name: string | undefined) => void): () => void {
    return watchEntries(this.#self(), this.place.path, changed)
  }

  sync(): void {
    try {
      const fd = openSync(this.#self(), O_RDONLY | O_DIRECTORY)
      try {
        fsyncSync(fd)
      } finally {
        closeSync(fd)
      }
    } catch (error) {
      throw refusalOf(error, this.place.path)
    }
  }

  [Symbol.dispose](): void {
    if (this.#open) closeSync(this.#fd)
    this.#open = false
  }

  #self(): string {
    if (!this.#open) throw new Error('The directory is closed already')
    return `/proc/self/fd/${this.#fd}`
  }

  #at(name: string): string {
    return `${this.#self()}/${name}`
  }

  /** Looks at the entry first, through a handle that has no effect on it; what is opened then is that same entry. */
  #openRegular(name: string, flags: number): DescriptorFile {
    return this.#guard.attempt(name, () => {
      const entry = openSync(this.#at(name), O_PATH | O_NOFOLLOW)
      try {
        if (!fstatSync(entry).isFile()) throw refusal('NOT_A_FILE', { path: this.#guard.shown(name) })
        const fd = openSync(`/proc/self/fd/${entry}`, flags | O_NONBLOCK | O_NOCTTY)
        return new DescriptorFile(fd, placeBelow(this.place, name))
      } finally {
        closeSync(entry)
      }
    })
  }

  #create(name: string, mode: number): DescriptorFile {
    const fd = this.#guard.attempt(name, () => openSync(this.#at(name), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode))
    return new DescriptorFile(fd, placeBelow(this.place, name))
  }

  /** A directory moves whatever its name is; anything else needs both its names to be of an allowed type. */
  #checkPair(name: string, into: Directory, newName: string): LinuxDirectory {
    if (!(into instanceof LinuxDirectory)) throw new TypeError('Both directories must come from the same containment')
    this.#guard.checkChange(name)
    into.#guard.checkChange(newName)
    if (this.lstat(name)?.kind !== 'directory') {
      this.#guard.checkFile(name)
      into.#guard.checkFile(newName)
    }
    return into
  }
}
