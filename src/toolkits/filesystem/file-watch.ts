import type { Clock } from '../../clock.ts'
import { ToolError } from '../../errors.ts'
import type { ResourceWatch } from '../../primitives/definitions.ts'
import type { Contained } from './contained.ts'

/** Changes that follow each other within this time are told once: a save is often several writes and a rename. */
const settleMs = 100

interface Watched {
  readonly unwatch: () => void
  cancel: (() => void) | undefined
}

/**
 * Watches the files that clients subscribed to, by the directories that hold them, so that a file which is replaced by
 * another of its name is noticed too. At most `limit`; a subscription beyond it, or to what is not in the roots, is
 * never told of a change. What is told is the URI that the client itself named, and no content. One watch serves all
 * clients, so that the roots here are the operator's, not those that one client narrowed.
 */
export class FileWatch implements ResourceWatch {
  readonly #contained: () => Contained
  readonly #tell: (uri: string) => void
  readonly #limit: number
  readonly #clock: Clock
  readonly #watched = new Map<string, Watched>()

  constructor(contained: () => Contained, tell: (uri: string) => void, limit: number, clock: Clock) {
    this.#contained = contained
    this.#tell = tell
    this.#limit = limit
    this.#clock = clock
  }

  start(uri: string): void {
    if (!uri.startsWith('file:///') || this.#watched.has(uri) || this.#watched.size >= this.#limit) return
    try {
      const contained = this.#contained()
      using target = contained.openTarget(contained.place(uri))
      const { name } = target
      const unwatch = target.directory.watch(changed => {
        if (changed === undefined || changed === name) this.#settle(uri)
      })
      this.#watched.set(uri, { unwatch, cancel: undefined })
    } catch (error) {
      if (!(error instanceof ToolError)) throw error
    }
  }

  stop(uri: string): void {
    const watched = this.#watched.get(uri)
    this.#watched.delete(uri)
    watched?.cancel?.()
    watched?.unwatch()
  }

  close(): void {
    for (const uri of [...this.#watched.keys()]) this.stop(uri)
  }

  #settle(uri: string): void {
    const watched = this.#watched.get(uri)
    if (!watched || watched.cancel) return
    watched.cancel = this.#clock.after(settleMs, () => {
      watched.cancel = undefined
      this.#tell(uri)
    })
  }
}
