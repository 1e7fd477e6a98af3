import { randomBytes } from 'node:crypto'

/** What the name of an entry in the trash tells: when it was deleted, and how many names its path had below the root. */
export interface TrashId {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly deleted: number
  readonly depth: number
}

/** `20260131T120000000Z-2-0123456789ab`. In alphabetical order the oldest come first. */
export const trashIdPattern = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-([1-9]\d{0,3})-[0-9a-f]{12}$/

export function makeTrashId(now: number, depth: number): string {
  const time = new Date(now).toISOString().replaceAll(/[-:.]/g, '')
  return `${time}-${depth}-${randomBytes(6).toString('hex')}`
}

export function readTrashId(id: string): TrashId | undefined {
  const match = trashIdPattern.exec(id)
  if (!match) return undefined
  const [year, month, day, hour, minute, second, millisecond, depth] = match.slice(1).map(Number)
  const deleted = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!, millisecond!)
  return { id, deleted, depth: depth! }
}
