import { isDeepStrictEqual } from 'node:util'
import type { Sent } from './exchange.ts'
import type { Answer } from './normalise.ts'

/** Which comparison a request belongs to. */
export type Leg = '2026-07-28' | '2025-11-25 without sessions' | '2025-11-25 in a session'

/** One request that the two sides answered differently. */
export interface Difference {
  readonly leg: Leg
  readonly sent: Sent
  readonly ours: Answer
  readonly theirs: Answer
}

export function differ(ours: Answer, theirs: Answer): boolean {
  return !isDeepStrictEqual(ours, theirs)
}

/** A difference for a reader: what was sent, and both answers, long bodies cut. */
export function describeDifference({ leg, sent, ours, theirs }: Difference): string {
  const cut = (text: string) => (text.length > 2000 ? `${text.slice(0, 2000)}... (${text.length} characters)` : text)
  return [
    `${leg}: ${sent.httpMethod} ${JSON.stringify(sent.headers)}`,
    `  body   ${cut(sent.body)}`,
    `  ours   ${cut(JSON.stringify(ours))}`,
    `  theirs ${cut(JSON.stringify(theirs))}`,
  ].join('\n')
}
