import type { Clock } from '../clock.ts'
import type { Session, SessionChanges, SessionStore } from './session.ts'

export interface SessionBounds {
  /** Milliseconds without a request after which a session ends. Default 30 minutes. */
  readonly idleMs: number
  /** Sessions kept at once. Default 10,000. */
  readonly max: number
}

interface Kept {
  session: Session
  seenAt: number
}

/** Sessions in this process. The map stands in order of last use: what idles longest is first. */
export class MemorySessions implements SessionStore {
  readonly #kept = new Map<string, Kept>()
  readonly #listeners: ((id: string) => void)[] = []
  readonly #clock: Clock
  readonly #bounds: SessionBounds
  readonly #stopSweeping: () => void

  constructor(clock: Clock, bounds: SessionBounds) {
    this.#clock = clock
    this.#bounds = bounds
    this.#stopSweeping = clock.every(Math.max(1000, Math.min(60_000, bounds.idleMs)), () => this.#sweep())
  }

  get size(): number {
    return this.#kept.size
  }

  create(session: Session): void {
    if (this.#kept.size >= this.#bounds.max) {
      const oldest = this.#kept.keys().next().value
      if (oldest !== undefined) this.end(oldest)
    }
    this.#kept.set(session.id, { session, seenAt: this.#clock.now() })
  }

  load(id: string): Session | undefined {
    const kept = this.#kept.get(id)
    if (!kept) return undefined
    const now = this.#clock.now()
    if (now - kept.seenAt >= this.#bounds.idleMs) {
      this.end(id)
      return undefined
    }
    if (now !== kept.seenAt) {
      kept.seenAt = now
      this.#kept.delete(id)
      this.#kept.set(id, kept)
    }
    return kept.session
  }

  update(id: string, changes: SessionChanges): void {
    const kept = this.#kept.get(id)
    if (kept) kept.session = { ...kept.session, ...changes }
  }

  end(id: string): boolean {
    if (!this.#kept.delete(id)) return false
    for (const listener of this.#listeners) listener(id)
    return true
  }

  onEnd(listener: (id: string) => void): void {
    this.#listeners.push(listener)
  }

  close(): void {
    this.#stopSweeping()
    for (const id of [...this.#kept.keys()]) this.end(id)
  }

  #sweep(): void {
    const oldest = this.#clock.now() - this.#bounds.idleMs
    for (const [id, kept] of this.#kept) {
      if (kept.seenAt > oldest) return
      this.end(id)
    }
  }
}
