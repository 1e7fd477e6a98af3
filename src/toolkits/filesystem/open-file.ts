import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsync as fsyncCallback,
  ftruncateSync,
  futimesSync,
  read as readCallback,
  write as writeCallback,
} from 'node:fs'
import { promisify } from 'node:util'
import type { Facts, Place, WritableFile } from './contained.ts'
import { factsOf } from './facts.ts'
import { errnoOf, refusal, refusalOf } from './refusals.ts'

const readFd = promisify(readCallback)
const writeFd = promisify(writeCallback)
const syncFd = promisify(fsyncCallback)

/** A regular file by its descriptor. The same on every platform: what differs is how the descriptor was come by. */
export class DescriptorFile implements WritableFile {
  readonly place: Place
  readonly facts: Facts
  #fd: number | undefined
  /** Data calls that are under way; the descriptor is closed after the last, since its number may be given away again. */
  #busy = 0
  #closing = false

  /** Takes over the descriptor, and closes it where it is not a regular file: NOT_A_FILE. */
  constructor(fd: number, place: Place) {
    this.place = place
    try {
      this.facts = factsOf(fstatSync(fd, { bigint: true }))
      if (this.facts.kind !== 'file') throw refusal('NOT_A_FILE', { path: place.path })
    } catch (error) {
      closeSync(fd)
      throw refusalOf(error, place.path)
    }
    this.#fd = fd
  }

  async read(into: Uint8Array, position: number, signal: AbortSignal): Promise<number> {
    let filled = 0
    while (filled < into.length) {
      signal.throwIfAborted()
      const rest = into.subarray(filled)
      const { bytesRead } = await this.#use(fd => readFd(fd, rest, 0, rest.length, position + filled))
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return filled
  }

  async write(bytes: Uint8Array, position: number, signal: AbortSignal): Promise<void> {
    let written = 0
    while (written < bytes.length) {
      signal.throwIfAborted()
      const rest = bytes.subarray(written)
      const { bytesWritten } = await this.#use(fd => writeFd(fd, rest, 0, rest.length, position + written))
      written += bytesWritten
    }
  }

  truncate(size: number): void {
    this.#now(fd => ftruncateSync(fd, size))
  }

  setMode(mode: number): void {
    this.#now(fd => fchmodSync(fd, mode & 0o7777))
  }

  setOwner(uid: number, gid: number): boolean {
    try {
      fchownSync(this.#descriptor, uid, gid)
      return true
    } catch (error) {
      if (errnoOf(error) === 'EPERM') return false
      throw refusalOf(error, this.place.path)
    }
  }

  setTimes(accessedMs: number, modifiedMs: number): void {
    this.#now(fd => futimesSync(fd, accessedMs / 1000, modifiedMs / 1000))
  }

  async sync(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await this.#use(fd => syncFd(fd))
  }

  [Symbol.dispose](): void {
    this.#closing = true
    this.#closeWhenIdle()
  }

  get #descriptor(): number {
    if (this.#fd === undefined || this.#closing) throw new Error('The file is closed already')
    return this.#fd
  }

  #closeWhenIdle(): void {
    const fd = this.#fd
    if (fd === undefined || this.#busy > 0) return
    this.#fd = undefined
    closeSync(fd)
  }

  #now(act: (fd: number) => void): void {
    try {
      act(this.#descriptor)
    } catch (error) {
      throw refusalOf(error, this.place.path)
    }
  }

  async #use<T>(act: (fd: number) => Promise<T>): Promise<T> {
    const fd = this.#descriptor
    this.#busy++
    try {
      return await act(fd)
    } catch (error) {
      throw refusalOf(error, this.place.path)
    } finally {
      this.#busy--
      if (this.#closing) this.#closeWhenIdle()
    }
  }
}
