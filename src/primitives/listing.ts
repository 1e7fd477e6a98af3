import { RpcError } from '../errors.ts'
import type { JsonObject } from '../json.ts'

/** One page of a list, and the cursor of the next. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | undefined
}

/** Cuts a page out of a list. Cursors are opaque to clients: base64url of the index that comes next. */
export function takePage<T>(items: readonly T[], cursor: string | undefined, size: number): Page<T> {
  const start = cursor === undefined ? 0 : readCursor(cursor, items.length)
  const end = start + size
  return {
    items: start === 0 && end >= items.length ? items : items.slice(start, end),
    nextCursor: end < items.length ? writeCursor(end) : undefined,
  }
}

function writeCursor(index: number): string {
  return Buffer.from(`at:${index}`).toString('base64url')
}

function readCursor(cursor: string, length: number): number {
  const text = Buffer.from(cursor, 'base64url').toString()
  const index = /^at:([1-9]\d{0,8})$/.exec(text)?.[1]
  if (index === undefined || Number(index) >= length || writeCursor(Number(index)) !== cursor)
    throw new RpcError('INVALID_CURSOR')
  return Number(index)
}

/** Leaves out what is undefined, so that a listing holds only what was said. */
export function compact(facts: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as JsonObject
}
