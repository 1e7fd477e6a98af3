import type { RunningCall } from '../../call.ts'
import type { JsonObject } from '../../json.ts'
import type { Subject } from '../practice.ts'
import { type Continuations, resultPrefix } from './continuations.ts'
import type { Kept } from './kept-results.ts'
import type { BudgetRules } from './limits.ts'
import { costOfBlock, dataOf, fits, sizeUpTo, textOf } from './measure.ts'
import { type Page, pageBlocks, pageData } from './pages.ts'
import { thousands } from './thousands.ts'

/** What it takes to make a result of a subject fit. */
export interface Fitting {
  readonly subject: Subject
  readonly rules: BudgetRules
  readonly continuations: Continuations
  /** Whether the tool takes the cursor of a next page as an argument. */
  readonly takesCursor: boolean
}

/** Thrown where what is left out is too large to be kept as well. */
export class TooLarge extends Error {}

/** Throws TooLarge before anything is made of what cannot be kept. A text and its twin are kept as one. */
export function checkSize(result: JsonObject, { continuations }: Fitting): void {
  const size = Math.max(...Object.values(result).map(part => sizeUpTo(part, Number.POSITIVE_INFINITY)))
  if (!continuations.holds(size)) throw new TooLarge()
}

export function keep(pages: readonly Page[], call: RunningCall, fitting: Fitting, mimeType?: string): Kept {
  const { continuations, subject, rules } = fitting
  const kept = continuations.keep(pages, subject, call, rules, mimeType)
  if (!kept) throw new TooLarge()
  return kept
}

/** Keeps a value as JSON text. */
export function keepJson(json: string, call: RunningCall, fitting: Fitting): Kept {
  const { rules } = fitting
  return keep(pageBlocks([{ type: 'text', text: json }], rules.room, rules), call, fitting, 'application/json')
}

export function uriOf(kept: Kept, page: number, { continuations }: Pick<Fitting, 'continuations'>): string {
  return resultPrefix + continuations.tokenOf(kept, page)
}

function timeOf({ until }: Kept): string {
  return `${new Date(until).toISOString().slice(0, 19)}Z`
}

/** How to get what comes after a page; undefined after the last one. */
export function goOn(kept: Kept, page: number, fitting: Fitting, byCursor: boolean): string | undefined {
  if (page + 1 >= kept.pages.length) return undefined
  const { subject, continuations } = fitting
  const how = byCursor
    ? `call ${subject.name} again with the same arguments and cursor "${continuations.tokenOf(kept, page + 1)}"`
    : `read the resource ${uriOf(kept, page + 1, fitting)}`
  return `To go on, ${how} (until ${timeOf(kept)}).`
}

/** The same for programs, and until when it holds. */
export function metaOf(
  meta: unknown,
  kept: readonly Kept[],
  facts: Readonly<Record<string, string | number | undefined>>,
): JsonObject {
  const expires = Math.min(...kept.map(({ until }) => until))
  const told = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
  return {
    ...(meta as JsonObject | undefined),
    'lintel/budget': told,
    ...(Number.isFinite(expires) && { 'lintel/expires': expires }),
  }
}

/** Facts of a page for `metaOf`. */
export function pageFacts(kept: Kept, page: number, fitting: Fitting, byCursor: boolean) {
  const more = page + 1 < kept.pages.length
  return {
    shown: kept.pages[page]?.label,
    page: page + 1,
    pages: kept.pages.length,
    nextCursor: more && byCursor ? fitting.continuations.tokenOf(kept, page + 1) : undefined,
    next: more ? uriOf(kept, page + 1, fitting) : undefined,
  }
}

/** Where content that is too large by itself can be read. */
export interface Spilled {
  readonly kept: Kept
  readonly uri: string
  readonly mimeType: string
  /** Says what it is, how large, and how to get it. */
  readonly text: string
}

/** Keeps a block that cannot be cut and fits no page; undefined where it can be, or does. */
export function spillBlock(block: JsonObject, call: RunningCall, fitting: Fitting): Spilled | undefined {
  const { rules } = fitting
  if (textOf(block) !== undefined || fits(costOfBlock(block, rules), rules.room)) return undefined
  const data = dataOf(block)
  if (data === undefined) {
    const kept = keepJson(JSON.stringify(block), call, fitting)
    return describeSpilled(kept, 'application/json', `A ${String(block.type)} block`, fitting)
  }
  const holder = (block.resource ?? block) as JsonObject
  const mimeType = typeof holder.mimeType === 'string' ? holder.mimeType : 'application/octet-stream'
  const kept = keep(pageData(block, rules), call, fitting, mimeType)
  const bytes = Math.floor((data.length * 3) / 4)
  return describeSpilled(kept, mimeType, `${mimeType} of about ${thousands(bytes)} bytes`, fitting)
}

export function describeSpilled(kept: Kept, mimeType: string, what: string, fitting: Fitting): Spilled {
  const uri = uriOf(kept, 0, fitting)
  const parts = kept.pages.length > 1 ? `, in ${kept.pages.length} parts` : ''
  const text = `${what} is left out: it is too large for one answer. Read the resource ${uri}${parts} (until ${timeOf(kept)}).`
  return { kept, uri, mimeType, text }
}

export function linkTo({ uri, mimeType }: Spilled, name: string): JsonObject {
  return { type: 'resource_link', uri, name, mimeType }
}
