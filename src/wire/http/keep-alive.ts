import type { Clock } from '../../clock.ts'
import { type Member, Roster } from './roster.ts'

interface Pinged extends Member {
  ping(): void
}

/** Pings open streams and replies that are still awaited. Bounded by the connections. */
export interface KeepAlive {
  add(stream: Pinged): void
  remove(stream: Pinged): void
  close(): void
}

/** One timer for all, which runs while there is anything to ping. */
export class SharedKeepAlive implements KeepAlive {
  readonly #open = new Roster<Pinged>()
  readonly #clock: Clock
  readonly #everyMs: number
  #stop: (() => void) | undefined

  constructor(clock: Clock, everyMs: number) {
    this.#clock = clock
    this.#everyMs = everyMs
  }

  add(stream: Pinged): void {
    this.#open.add(stream)
    this.#stop ??= this.#clock.every(this.#everyMs, () => this.#ping())
  }

  remove(stream: Pinged): void {
    this.#open.remove(stream)
  }

  close(): void {
    this.#stop?.()
    this.#stop = undefined
    for (const stream of this.#open.list()) this.#open.remove(stream)
  }

  #ping(): void {
    for (const stream of this.#open.list()) stream.ping()
    if (this.#open.size === 0) this.close()
  }
}

/** A timer for each: where a runtime ties timers to the request that set them (Cloudflare Workers). */
export class SeparateKeepAlive implements KeepAlive {
  readonly #stops = new Map<Pinged, () => void>()
  readonly #clock: Clock
  readonly #everyMs: number

  constructor(clock: Clock, everyMs: number) {
    this.#clock = clock
    this.#everyMs = everyMs
  }

  add(stream: Pinged): void {
    this.#stops.set(
      stream,
      this.#clock.every(this.#everyMs, () => stream.ping()),
    )
  }

  remove(stream: Pinged): void {
    this.#stops.get(stream)?.()
    this.#stops.delete(stream)
  }

  close(): void {
    for (const stream of [...this.#stops.keys()]) this.remove(stream)
  }
}
