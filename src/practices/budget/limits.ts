import { DefinitionError } from '../../errors.ts'
import { msOf } from '../duration-setting.ts'
import type { Subject } from '../practice.ts'
import { isMode } from '../settings.ts'
import { estimateTokens } from './estimate-tokens.ts'

/** What a result, or a page of it, may hold. */
export interface Limits {
  readonly tokens: number
  /** UTF-8 bytes of text and structured content. */
  readonly bytes: number
  /** Characters of base64 of images, sounds and other binary content. */
  readonly media: number
}

export interface BudgetRules {
  /** Of a whole answer. */
  readonly limits: Limits
  /** Of what the answer carries, with room left for what is said about it. */
  readonly room: Limits
  readonly count: (text: string) => number
  /** Whether an author gave `count`: then every result is counted. */
  readonly exact: boolean
  readonly keepMs: number
  /** Texts of fewer characters fit whatever they are: no rule says more than a token, or three bytes, for a character. */
  readonly floor: number
}

const defaultTokens = 25_000
/** What a token is mostly, and the default of `bytes` against `tokens`. */
export const bytesPerToken = 4
const defaultMedia = 1_000_000
const defaultKeep = '10 minutes'
const least = 1000
/** Room for the sentences that say what was left out, and for links and cursors. */
const reservedTokens = 400

export function rulesOf({ name, settings: { budget } }: Subject): BudgetRules {
  const settings = budget === undefined || isMode(budget) ? {} : budget
  const { tokens = defaultTokens, count, keep = defaultKeep, media = defaultMedia } = settings
  const bytes = settings.bytes ?? tokens * bytesPerToken
  if (!(tokens >= least) || !(bytes >= least * bytesPerToken) || !(media >= 0))
    throw new DefinitionError(
      `"${name}": budget of ${tokens} tokens and ${bytes} bytes: it takes ${least} tokens and ${least * bytesPerToken} bytes at least to say what was left out.`,
    )
  return {
    limits: { tokens, bytes, media },
    room: { tokens: tokens - reservedTokens, bytes: bytes - reservedTokens * bytesPerToken, media },
    count: count ?? estimateTokens,
    exact: count !== undefined,
    keepMs: msOf(keep, `"${name}": budget.keep`),
    floor: Math.floor(Math.min(tokens, bytes / 3)),
  }
}
