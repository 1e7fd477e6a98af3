import type { Clock } from '../clock.ts'
import type { Session, SessionChanges, SessionStore } from './session.ts'

export interface SessionBounds {
  /** Milliseconds without a request after which a session ends. Default 30 minutes. */
  readonly idleMs: number
  /** Sessions kept at once. Default 10,000. */
  readonly max: number
}

/** Share of the sessions that one principal may hold when they are all taken; whoever holds more makes room for itself. */
const shareOfPrincipal = 0.1

interface Kept {
  session: Session
  seenAt: number
}

/**
 * Sessions in this process. Both maps stand in order of last use: what idles longest is first. Those that were opened
 * and never used make room first, so that nobody who only opens sessions ends those of others; and nobody who holds many
 * ends those of others to get more.
 */
export class MemorySessions implements SessionStore {
  readonly #unused = new Map<string, Kept>()
  readonly #used = new Map<string, Kept>()
  /** How many each principal holds. */
  readonly #held = new Map<string, number>()
  readonly #listeners: ((id: string) => void)[] = []
  readonly #clock: Clock
  readonly #bounds: SessionBounds
  readonly #stopSweeping: () => void
  #isClosed = false

  constructor(clock: Clock, bounds: SessionBounds) {
    this.#clock = clock
    this.#bounds = bounds
    this.#stopSweeping = clock.every(Math.max(1000, Math.min(60_000, bounds.idleMs)), () => this.#sweep())
  }

  get size(): number {
    return this.#unused.size + this.#used.size
  }

  create(session: Session): void {
    if (this.#isClosed) return
    const { principalId } = session
    if (this.size >= this.#bounds.max) this.#makeRoom(principalId)
    this.#count(principalId, 1)
    this.#unused.set(session.id, { session, seenAt: this.#clock.now() })
  }

  load(id: string): Session | undefined {
    const kept = this.#find(id)
    if (!kept) return undefined
    const now = this.#clock.now()
    if (now - kept.seenAt >= this.#bounds.idleMs) {
      this.end(id)
      return undefined
    }
    if (now !== kept.seenAt || this.#unused.delete(id)) {
      kept.seenAt = now
      this.#unused.delete(id)
      this.#used.delete(id)
      this.#used.set(id, kept)
    }
    return kept.session
  }

  update(id: string, changes: SessionChanges): void {
    const kept = this.#find(id)
    if (kept) kept.session = { ...kept.session, ...changes }
  }

  end(id: string): boolean {
    const kept = this.#find(id)
    if (!kept) return false
    if (!this.#unused.delete(id)) this.#used.delete(id)
    this.#count(kept.session.principalId, -1)
    for (const listener of this.#listeners) listener(id)
    return true
  }

  onEnd(listener: (id: string) => void): void {
    this.#listeners.push(listener)
  }

  close(): void {
    this.#isClosed = true
    this.#stopSweeping()
    for (const id of [...this.#unused.keys(), ...this.#used.keys()]) this.end(id)
  }

  #sweep(): void {
    const oldest = this.#clock.now() - this.#bounds.idleMs
    for (const sessions of [this.#unused, this.#used]) {
      for (const [id, kept] of sessions) {
        if (kept.seenAt > oldest) break
        this.end(id)
      }
    }
  }

  #makeRoom(principalId: string): void {
    const share = Math.max(1, Math.floor(this.#bounds.max * shareOfPrincipal))
    const own = (this.#held.get(principalId) ?? 0) >= share ? this.#oldestOf(principalId) : undefined
    const oldest = own ?? this.#unused.keys().next().value ?? this.#used.keys().next().value
    if (oldest !== undefined) this.end(oldest)
  }

  /** Looks at what is older, so at most at every session; only who holds a good part of them comes here. */
  #oldestOf(principalId: string): string | undefined {
    for (const sessions of [this.#unused, this.#used])
      for (const [id, { session }] of sessions) if (session.principalId === principalId) return id
    return undefined
  }

  #count(principalId: string, more: 1 | -1): void {
    const held = (this.#held.get(principalId) ?? 0) + more
    if (held === 0) this.#held.delete(principalId)
    else this.#held.set(principalId, held)
  }

  #find(id: string): Kept | undefined {
    return this.#used.get(id) ?? this.#unused.get(id)
  }
}
