import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Call, ClientRoot } from '../../call.ts'
import type { Clock } from '../../clock.ts'
import { ToolError } from '../../errors.ts'
import type { Contained, Root } from './contained.ts'
import { segmentsBelow } from './place.ts'
import { refusal } from './refusals.ts'

/** Sessions whose narrowed roots are kept; beyond, the one that was asked for longest ago is forgotten and asked again. */
const maxSessions = 1_000
/** How long a client's answer is used. A client that changes its roots is followed after that long at the latest. */
const freshMs = 30_000

interface Kept {
  readonly until: number
  readonly contained: Promise<Contained>
}

/**
 * What a call may touch, where the client says which folders it works in (`roots/list`). These can only take away from
 * what the operator allowed: the result is the intersection, and where that is empty, nothing is allowed.
 *
 * Asked only in a session (revisions up to 2025-11-25) of a client that declares `roots`. In 2026-07-28 there is no
 * session to keep the answer in, so that each call would cost a round trip for a feature which that revision deprecates.
 * A client that declares roots and does not tell them is refused: to go on without would allow more than it meant.
 */
export class ClientRoots {
  readonly #whole: Contained
  readonly #contain: (roots: readonly Root[]) => Contained
  readonly #clock: Clock
  /** In the order in which they were asked. */
  readonly #kept = new Map<string, Kept>()

  constructor(whole: Contained, contain: (roots: readonly Root[]) => Contained, clock: Clock) {
    this.#whole = whole
    this.#contain = contain
    this.#clock = clock
  }

  contained(call: Call): Contained | Promise<Contained> {
    const { sessionId, revision, client } = call
    if (sessionId === undefined || revision >= '2026-07-28' || !client.capabilities['roots']) return this.#whole
    const kept = this.#kept.get(sessionId)
    if (kept && kept.until > this.#clock.now()) return kept.contained
    const contained = this.#ask(call)
    this.#keep(sessionId, contained)
    return contained
  }

  #keep(sessionId: string, contained: Promise<Contained>): void {
    this.#kept.delete(sessionId)
    const kept = { until: this.#clock.now() + freshMs, contained }
    this.#kept.set(sessionId, kept)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > maxSessions && oldest !== undefined) this.#kept.delete(oldest)
    contained.catch(() => {
      if (this.#kept.get(sessionId) === kept) this.#kept.delete(sessionId)
    })
  }

  async #ask(call: Call): Promise<Contained> {
    let roots: readonly ClientRoot[]
    try {
      roots = await call.roots()
    } catch (cause) {
      call.signal.throwIfAborted()
      throw refusal('CLIENT_ROOTS_UNKNOWN', { cause })
    }
    // A client that knows of roots but has none open says nothing about where it works.
    return roots.length === 0 ? this.#whole : this.#contain(narrowRoots(this.#whole, roots))
  }
}

/** The intersection of the operator's roots with the client's. A client root that is outside, or is none, is left out. */
function narrowRoots(whole: Contained, wanted: readonly ClientRoot[]): readonly Root[] {
  const narrowed = new Map<string, Root>()
  for (const { uri } of wanted) {
    for (const root of [...within(whole, uri), ...around(whole, uri)]) narrowed.set(root.realPath, root)
  }
  return [...narrowed.values()]
}

/** The client root that lies in one of the operator's. */
function within(whole: Contained, uri: string): Root[] {
  try {
    using directory = whole.openDirectory(whole.place(uri))
    const { root, segments, path } = directory.place
    const realPath = join(root.realPath, ...segments)
    return [{ path, realPath, readOnly: root.readOnly, anchor: root.anchor, below: [...root.below, ...segments] }]
  } catch (error) {
    if (error instanceof ToolError) return []
    throw error
  }
}

/** The operator's roots that lie in the client root. */
function around(whole: Contained, uri: string): readonly Root[] {
  const path = pathOf(uri)
  if (path === undefined) return []
  return whole.roots.filter(root => [root.path, root.realPath].some(below => segmentsBelow(path, below)))
}

function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri)
  } catch {
    return undefined
  }
}
