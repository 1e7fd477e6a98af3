import { Agent } from 'node:http'
import type fc from 'fast-check'
import type { DeliberateDifference } from './deliberate-differences.ts'
import type { Difference, Leg } from './difference.ts'
import { describeDifference, differ } from './difference.ts'
import { exchange, type Sent } from './exchange.ts'
import { normalise } from './normalise.ts'
import { openSession } from './open-session.ts'
import type { Side } from './side.ts'

export interface Comparison {
  readonly leg: Leg
  readonly ours: Side
  readonly theirs: Side
  readonly sessions: boolean
  readonly requests: fc.Arbitrary<Sent>
}

/** Sends requests to both sides and holds the answers together. */
export class Comparator {
  /** Requests compared. */
  compared = 0
  /** How often each deliberate difference was seen. */
  readonly hits = new Map<string, number>()
  readonly #allowed: readonly DeliberateDifference[]

  constructor(allowed: readonly DeliberateDifference[]) {
    this.#allowed = allowed
  }

  /** Returns a function that compares one request, and throws where the answers differ and no entry allows it. */
  async open({ leg, ours, theirs, sessions }: Comparison): Promise<(sent: Sent) => Promise<void>> {
    const agent = new Agent({ keepAlive: true, maxSockets: 4 })
    const ourSession = sessions ? await openSession(ours.url, agent) : ''
    const theirSession = sessions ? await openSession(theirs.url, agent) : ''
    return async sent => {
      const [ourAnswer, theirAnswer] = await Promise.all([
        exchange(ours.url, sent, agent, ourSession),
        exchange(theirs.url, sent, agent, theirSession),
      ])
      this.compared++
      this.#judge({ leg, sent, ours: normalise(ourAnswer), theirs: normalise(theirAnswer) })
    }
  }

  #judge(difference: Difference): void {
    if (!differ(difference.ours, difference.theirs)) return
    const entry = this.#allowed.find(allowed => allowed.matches(difference))
    if (!entry) throw new Error(`The answers differ.\n${describeDifference(difference)}`)
    this.hits.set(entry.name, (this.hits.get(entry.name) ?? 0) + 1)
  }
}
