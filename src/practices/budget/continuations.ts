import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { RunningCall } from '../../call.ts'
import type { Clock } from '../../clock.ts'
import { isJsonObject } from '../../json.ts'
import { canonical } from '../canonical.ts'
import type { Subject } from '../practice.ts'
import { isMode } from '../settings.ts'
import type { Kept, KeptResults } from './kept-results.ts'
import type { BudgetRules } from './limits.ts'
import { dataOf, textOf } from './measure.ts'
import type { Page } from './pages.ts'

/** Where what was left out can be read. */
export const resultPrefix = 'lintel://result/'

const idBytes = 9
const pageBytes = 4
const sealBytes = 11
const tokenBytes = idBytes + pageBytes + sealBytes

export interface Opened {
  readonly kept: Kept
  /** Index of the page. */
  readonly page: number
}

/**
 * Keeps what does not fit, and hands out the cursors to it: a random name and a page under an HMAC-SHA-256 that also
 * covers who may have it and the call that made it. A token is short, since models repeat it. It ends with what it names.
 */
export class Continuations {
  readonly #store: KeptResults
  readonly #key: () => Uint8Array
  readonly #clock: Clock

  constructor(store: KeptResults, key: () => Uint8Array, clock: Clock) {
    this.#store = store
    this.#key = key
    this.#clock = clock
  }

  /** Whether so many characters can be kept. */
  holds(characters: number): boolean {
    return this.#store.holds(characters)
  }

  /** Undefined where it is too large to be kept. */
  keep(
    pages: readonly Page[],
    subject: Subject,
    call: RunningCall,
    rules: BudgetRules,
    mimeType = 'text/plain',
  ): Kept | undefined {
    const characters = pages.reduce((sum, page) => sum + sizeOf(page), 0)
    if (!this.#store.holds(characters)) return undefined
    const { cache, scopes = [] } = subject.settings
    const shared = cache !== undefined && !isMode(cache) && typeof cache === 'object' && cache.by === 'everyone'
    const kept = {
      id: randomBytes(idBytes).toString('base64url'),
      owner: shared ? undefined : call.principal.id,
      scopes,
      binding: bindingOf(subject, call),
      until: this.#clock.now() + rules.keepMs,
      mimeType,
      pages,
      characters,
    }
    this.#store.add(kept)
    return kept
  }

  /** The cursor of a page. */
  tokenOf(kept: Kept, page: number): string {
    const place = Buffer.alloc(idBytes + pageBytes)
    place.write(kept.id, 'base64url')
    place.writeUInt32BE(page, idBytes)
    return Buffer.concat([place, this.#seal(place, kept)]).toString('base64url')
  }

  /** What a cursor names, where this principal may have it. Forged, expired, and somebody else's are not told apart. */
  open(token: string, { principal }: RunningCall): Opened | undefined {
    const bytes = Buffer.from(token, 'base64url')
    if (bytes.length !== tokenBytes || bytes.toString('base64url') !== token) return undefined
    const place = bytes.subarray(0, idBytes + pageBytes)
    const kept = this.#store.get(place.toString('base64url', 0, idBytes))
    if (!kept || !timingSafeEqual(this.#seal(place, kept), bytes.subarray(-sealBytes))) return undefined
    if (kept.owner !== undefined && kept.owner !== principal.id) return undefined
    if (!kept.scopes.every(scope => principal.scopes.includes(scope))) return undefined
    const page = place.readUInt32BE(idBytes)
    return page < kept.pages.length ? { kept, page } : undefined
  }

  #seal(place: Buffer, { owner, binding }: Kept): Buffer {
    return createHmac('sha256', this.#key())
      .update('continuation')
      .update(place)
      .update(JSON.stringify([owner ?? null, binding]))
      .digest()
      .subarray(0, sealBytes)
  }
}

/** Digest of what was asked: subject and arguments, whatever the order of members, without the cursor itself. */
export function bindingOf({ method, name }: Subject, { params }: RunningCall): string {
  const { arguments: args, uri } = params
  const { cursor, ...asked } = isJsonObject(args) ? args : {}
  return createHash('sha256')
    .update(JSON.stringify([method, name, uri, canonical(asked)]))
    .digest('base64url')
}

/** What a block takes beside its text or data. */
const perBlock = 100

function sizeOf({ blocks }: Page): number {
  return blocks.reduce(
    (sum, block) => sum + (textOf(block) ?? dataOf(block) ?? JSON.stringify(block)).length + perBlock,
    0,
  )
}
