import * as z from 'zod'
import { amount } from '../amount.ts'
import type { Budgets } from '../budgets.ts'
import type { OpenedFile } from '../contained.ts'
import { Cursors } from '../cursor.ts'
import { etagOf } from '../etag.ts'
import { refusal } from '../refusals.ts'
import { etagOfFile } from './etag-of-file.ts'
import { readTextSlice, type TextSlice } from './text-slice.ts'

/** Facts of a piece of text, the same in every tool that reads text. */
export const textFacts = {
  path: z.string().describe('The file that was read, links followed'),
  size: amount().describe('Bytes of the whole file'),
  etag: z
    .string()
    .optional()
    .describe('Names the contents of the whole file, for ifMatch; left out where the file is larger than an answer'),
  start: amount().describe('Byte at which this text begins'),
  end: amount().describe('Byte after its last'),
  lines: amount().describe('Lines in this text'),
  truncated: z.boolean().describe('Whether something that was asked for is missing; then nextCursor leads to it'),
  lossy: z.boolean().describe('Whether bytes that are not UTF-8 are shown as U+FFFD: do not write this text back'),
  nextCursor: z.string().optional().describe('For read_range, with the same path'),
}

const position = z.strictObject({
  /** Byte to go on at. */
  at: z.int().min(0),
  /** Number of the line there, where it is known. */
  line: z.int().min(1).optional(),
  /** Lines, or bytes, that are still to come; without it, all. */
  left: z.int().min(0).optional(),
  unit: z.enum(['lines', 'bytes']),
  encoding: z.enum(['utf8', 'base64']),
  /** What the file was: a cursor into a file that is another by now would answer a text that never was. */
  version: z.string(),
})

export type Position = z.output<typeof position>

const cursors = new Cursors('read_range', position)

export function writePosition(file: OpenedFile, state: Omit<Position, 'version'>): string {
  return cursors.write(file.place.path, { ...state, version: versionOf(file) })
}

/** Throws CURSOR_INVALID, FILE_CHANGED. */
export function readPosition(file: OpenedFile, cursor: string): Position {
  const state = cursors.read(file.place.path, cursor)
  if (state.version !== versionOf(file)) {
    throw refusal('FILE_CHANGED', { path: file.place.path, next: 'Read it again from the start, without a cursor.' })
  }
  return state
}

function versionOf({ facts }: OpenedFile): string {
  return `${facts.device}.${facts.inode}.${facts.size}.${facts.modified}`
}

/** What of the file is wanted: from a byte on, all lines or so many. */
interface Wanted {
  readonly start: number
  readonly line?: number | undefined
  readonly lines?: number | undefined
}

export interface TextPage {
  readonly slice: TextSlice
  readonly facts: z.output<z.ZodObject<typeof textFacts>>
  readonly notes: readonly (string | undefined)[]
}

/** One answer's worth of text, with its facts and what has to be said about it. */
export async function readTextPage(
  file: OpenedFile,
  wanted: Wanted,
  budgets: Pick<Budgets, 'textBytes'>,
  signal: AbortSignal,
): Promise<TextPage> {
  const limits = { maxBytes: budgets.textBytes, ...(wanted.lines !== undefined && { maxLines: wanted.lines }) }
  const slice = await readTextSlice(file, wanted.start, limits, signal)
  const whole = slice.start === 0 && slice.end === file.facts.size
  const etag = whole ? etagOf(slice.bytes) : await etagOfFile(file, budgets.textBytes, signal)
  const left = wanted.lines === undefined ? undefined : wanted.lines - slice.lines
  const truncated = !slice.atEnd && left !== 0
  const nextCursor = truncated
    ? writePosition(file, {
        at: slice.end,
        unit: 'lines',
        encoding: 'utf8',
        ...(left !== undefined && { left }),
        ...(wanted.line !== undefined && { line: wanted.line + slice.lines }),
      })
    : undefined
  return {
    slice,
    facts: {
      path: file.place.path,
      size: file.facts.size,
      ...(etag !== undefined && { etag }),
      start: slice.start,
      end: slice.end,
      lines: slice.lines,
      truncated,
      lossy: slice.lossy,
      ...(nextCursor !== undefined && { nextCursor }),
    },
    notes: [
      nextCursor === undefined
        ? undefined
        : `Bytes ${slice.start} to ${slice.end} of ${file.facts.size}. Go on with read_range, the same path and cursor "${nextCursor}".`,
      slice.lossy ? 'Some bytes are not UTF-8 and are shown as U+FFFD; do not write this text back.' : undefined,
    ],
  }
}
