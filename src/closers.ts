/** What listens, each to be closed once: by itself, or with the server. */
export class Closers {
  readonly #open = new Set<() => Promise<void>>()

  /** Returns what closes it, the second time as the first. */
  add(close: () => Promise<void>): () => Promise<void> {
    let closing: Promise<void> | undefined
    const once = () => {
      // Whoever closes all waits for those that are closing already.
      closing ??= close().finally(() => this.#open.delete(once))
      return closing
    }
    this.#open.add(once)
    return once
  }

  closeAll(): Promise<readonly PromiseSettledResult<void>[]> {
    return Promise.allSettled([...this.#open].map(close => close()))
  }
}
