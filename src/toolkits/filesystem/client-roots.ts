import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Call, type ClientRoot, isStateless } from '../../call.ts'
import type { Clock } from '../../clock.ts'
import { ToolError } from '../../errors.ts'
import type { Contained, Root } from './contained.ts'
import { segmentsBelow } from './place.ts'
import { refusal } from './refusals.ts'

/** Sessions whose narrowed roots are kept; beyond, the one that was asked for longest ago is forgotten and asked again. */
const maxSessions = 1_000
/** How long a client's answer is used. A client that changes its roots is followed after that long at the latest. */
const freshMs = 30_000
/** Calls of one session that wait for the client's answer; beyond, a call is refused. */
const maxWaitingCalls = 100

interface Kept {
  readonly until: number
  readonly contained: Promise<Contained>
  /** The same, once it is there. */
  answer: Contained | undefined
  /** The call that asked: the question ends with it. */
  readonly asker: Call
  waiting: number
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
    if (sessionId === undefined || isStateless(revision) || !client.capabilities['roots']) return this.#whole
    return this.#fresh(sessionId)?.answer ?? this.#share(call, sessionId)
  }

  /** Waits for the answer that another call asked for, and asks itself where that one was cancelled meanwhile. */
  async #share(call: Call, sessionId: string): Promise<Contained> {
    for (;;) {
      const kept = this.#fresh(sessionId) ?? this.#keep(sessionId, call)
      if (kept.waiting >= maxWaitingCalls) throw refusal('ROOTS_BUSY')
      kept.waiting++
      try {
        return await kept.contained
      } catch (error) {
        call.signal.throwIfAborted()
        if (!kept.asker.signal.aborted) throw error
      } finally {
        kept.waiting--
      }
    }
  }

  #fresh(sessionId: string): Kept | undefined {
    const kept = this.#kept.get(sessionId)
    return kept && kept.until > this.#clock.now() ? kept : undefined
  }

  #keep(sessionId: string, asker: Call): Kept {
    this.#kept.delete(sessionId)
    const contained = this.#ask(asker)
    const kept: Kept = { until: this.#clock.now() + freshMs, contained, answer: undefined, asker, waiting: 0 }
    this.#kept.set(sessionId, kept)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > maxSessions && oldest !== undefined) this.#kept.delete(oldest)
    contained.then(
      answer => {
        kept.answer = answer
      },
      () => {
        if (this.#kept.get(sessionId) === kept) this.#kept.delete(sessionId)
      },
    )
    return kept
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
