import type { Clock } from '../../clock.ts'

interface Pinged {
  ping(): void
}

/** Pings every open stream and every reply that is still awaited, with one timer for all. Bounded by the connections. */
export class KeepAlive {
  readonly #open = new Set<Pinged>()
  readonly #stop: () => void

  constructor(clock: Clock, everyMs: number) {
    this.#stop = clock.every(everyMs, () => {
      for (const stream of this.#open) stream.ping()
    })
  }

  add(stream: Pinged): void {
    this.#open.add(stream)
  }

  remove(stream: Pinged): void {
    this.#open.delete(stream)
  }

  close(): void {
    this.#stop()
    this.#open.clear()
  }
}
