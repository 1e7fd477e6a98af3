import { ToolError } from '../../../errors.ts'
import type { MaybePromise } from '../../../maybe-promise.ts'
import type { Directory, Entry } from '../contained.ts'
import type { Breath } from './breath.ts'
import { readSorted } from './sorted-entries.ts'

/** Entries of one directory in memory at a time. */
const windowEntries = 16_384
/** What opening a directory counts, in entries. */
const directorySteps = 16

/** An entry that a walk wants: to `take` it, to `enter` it, or both. */
export interface Chosen extends Entry {
  readonly take: boolean
  readonly enter: boolean
}

export interface Found extends Entry {
  /** Names from where the walk began down to the entry. */
  readonly segments: readonly string[]
  /** The same with `/` between them. */
  readonly relative: string
  /** The open directory that holds it, until the next step of the walk. */
  readonly directory: Directory
}

interface WalkOptions {
  /** Where to begin. The walk closes it. */
  readonly start: Directory
  /** Goes on after this entry of an earlier walk; what is gone meanwhile does no harm. */
  readonly after?: readonly string[] | undefined
  /** Chooses among some entries of one directory; `prefix` is its relative path, with a `/` at the end where not empty. */
  readonly choose: (prefix: string, entries: readonly Entry[]) => MaybePromise<readonly Chosen[]>
  /** Levels to go down. */
  readonly depth: number
  readonly breath: Breath
}

interface Level {
  readonly directory: Directory
  readonly segments: readonly string[]
  readonly prefix: string
  entries: readonly Chosen[]
  next: number
  /** Whether the directory holds more than `entries`. */
  more: boolean
}

/**
 * Goes through a tree in the order of names, a directory before what is in it, and never through a link. Memory is
 * bounded by depth, not by the size of the tree: one window of chosen entries and one handle a level.
 */
export class TreeWalk implements Disposable {
  readonly #options: WalkOptions
  readonly #levels: Level[] = []
  #started = false
  #position: readonly string[] | undefined
  #unreadable = 0
  #tooDeep = 0

  constructor(options: WalkOptions) {
    this.#options = options
    this.#position = options.after
    this.#push(options.start, [])
  }

  /** The last entry that was passed: where to go on. Undefined before the first. */
  get position(): readonly string[] | undefined {
    return this.#position
  }

  /** Whether everything was passed. */
  get done(): boolean {
    return this.#levels.length === 0
  }

  /** Directories left out because the system would not open them. */
  get unreadable(): number {
    return this.#unreadable
  }

  /** Directories left out because they lie below the depth. */
  get tooDeep(): number {
    return this.#tooDeep
  }

  /** The next entry to take; undefined at the end, or where `pause` asks for it after some entry. */
  async next(pause: () => boolean): Promise<Found | undefined> {
    if (!this.#started) await this.#begin()
    for (let level = this.#levels.at(-1); level; level = this.#levels.at(-1)) {
      const entry = level.entries[level.next]
      if (!entry) {
        if (level.more) await this.#fill(level, level.entries.at(-1)?.name)
        else this.#leave()
        continue
      }
      level.next++
      const segments = [...level.segments, entry.name]
      this.#position = segments
      if (entry.enter) await this.#enter(level, entry.name, undefined)
      if (entry.take) {
        const { name, kind } = entry
        return { name, kind, segments, relative: level.prefix + name, directory: level.directory }
      }
      if (pause()) return undefined
    }
    return undefined
  }

  [Symbol.dispose](): void {
    while (this.#levels.length > 0) this.#leave()
  }

  async #begin(): Promise<void> {
    this.#started = true
    const { after = [] } = this.#options
    await this.#fill(this.#levels[0]!, after[0])
    for (const [at, name] of after.entries()) {
      const parent = this.#levels.at(-1)!
      if (parent.segments.length !== at || !(await this.#chosenToEnter(parent, name))) return
      await this.#enter(parent, name, after[at + 1])
    }
  }

  /** Whether the entry that a cursor names is one which this walk goes into. */
  async #chosenToEnter(parent: Level, name: string): Promise<boolean> {
    const kind = parent.directory.lstat(name)?.kind
    if (kind === undefined) return false
    const chosen = await this.#options.choose(parent.prefix, [{ name, kind }])
    return chosen.some(entry => entry.enter)
  }

  async #enter(parent: Level, name: string, after: string | undefined): Promise<void> {
    if (this.#levels.length >= this.#options.depth) {
      this.#tooDeep++
      return
    }
    let directory: Directory
    try {
      directory = parent.directory.openDirectory(name)
    } catch (error) {
      this.#countUnreadable(error)
      return
    }
    const level = this.#push(directory, [...parent.segments, name])
    await this.#fill(level, after)
  }

  #push(directory: Directory, segments: readonly string[]): Level {
    const prefix = segments.length === 0 ? '' : `${segments.join('/')}/`
    const level: Level = { directory, segments, prefix, entries: [], next: 0, more: false }
    this.#levels.push(level)
    return level
  }

  async #fill(level: Level, after: string | undefined): Promise<void> {
    const { breath, choose } = this.#options
    const { prefix, directory } = level
    level.next = 0
    try {
      const sorted = await readSorted(directory, after, windowEntries, entries => choose(prefix, entries), breath)
      level.entries = sorted.entries
      level.more = sorted.more
    } catch (error) {
      level.entries = []
      level.more = false
      if (level.segments.length === 0) throw error
      this.#countUnreadable(error)
    }
    await breath.after(directorySteps)
  }

  #leave(): void {
    this.#levels.pop()?.directory[Symbol.dispose]()
  }

  /** What vanished or changed meanwhile is no fault; anything but a refusal of the system ends the walk. */
  #countUnreadable(error: unknown): void {
    if (!(error instanceof ToolError)) throw error
    if (error.code === 'FILE_NOT_FOUND' || error.code === 'NOT_A_DIRECTORY') return
    if (error.code !== 'ACCESS_DENIED') throw error
    this.#unreadable++
  }
}
