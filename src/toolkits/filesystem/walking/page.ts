import * as z from 'zod'
import type { Clock } from '../../../clock.ts'
import { amount } from '../amount.ts'
import type { Budgets } from '../budgets.ts'
import type { Found, TreeWalk } from './tree-walk.ts'

/** Facts that every paged walk answers with. */
export const walkFacts = {
  path: z.string().describe('Where the walk began'),
  count: amount().describe('How many are in this answer'),
  unreadable: amount().describe('Directories that could not be opened'),
  tooDeep: amount().describe('Directories not gone into because they lie too deep'),
  nextCursor: z.string().optional().describe('There is more: call again with the same arguments and this cursor'),
}

/** Where a walk goes on: the names down to the last entry that was passed. */
export const walkPosition = z.array(z.string()).max(1_000)

/** Counts what goes into one answer, and says when it is full. */
export class Page {
  readonly #budgets: Budgets
  readonly #until: number
  readonly #clock: Clock
  #entries = 0
  #bytes = 0

  constructor(budgets: Budgets, clock: Clock) {
    this.#budgets = budgets
    this.#clock = clock
    this.#until = clock.now() + budgets.walkMs
  }

  get entries(): number {
    return this.#entries
  }

  /** Bytes that still fit. */
  get room(): number {
    return Math.max(0, this.#budgets.textBytes - this.#bytes)
  }

  add(text: string, entries = 1): void {
    this.#entries += entries
    this.#bytes += Buffer.byteLength(text) + 1
  }

  readonly late = (): boolean => this.#clock.now() >= this.#until

  get full(): boolean {
    return this.#entries >= this.#budgets.entries || this.#bytes >= this.#budgets.textBytes || this.late()
  }
}

/** What the walk finds until the page is full or its time is over. The receiver adds to the page what it answers. */
export async function* fillPage(walk: TreeWalk, page: Page): AsyncIterableIterator<Found> {
  while (!page.full) {
    const found = await walk.next(page.late)
    if (!found) return
    yield found
  }
}

/** The facts of a page of a walk; `write` makes the cursor of where it goes on. */
export function pageFacts(
  path: string,
  walk: TreeWalk,
  page: Page,
  write: (position: z.output<typeof walkPosition>) => string,
): z.output<z.ZodObject<typeof walkFacts>> {
  const { done, position, unreadable, tooDeep } = walk
  const facts = { path, count: page.entries, unreadable, tooDeep }
  return done || !position ? facts : { ...facts, nextCursor: write([...position]) }
}

/** What must be said about a page besides its entries. */
export function walkNotes(
  walk: Pick<TreeWalk, 'unreadable' | 'tooDeep'>,
  nextCursor: string | undefined,
): readonly (string | undefined)[] {
  return [
    nextCursor && `There is more: call again with the same arguments and cursor "${nextCursor}".`,
    walk.unreadable > 0 ? `${walk.unreadable} directories could not be opened.` : undefined,
    walk.tooDeep > 0 ? `${walk.tooDeep} directories lie too deep; begin the walk in them.` : undefined,
  ]
}
