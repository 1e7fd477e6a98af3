import { pathToFileURL } from 'node:url'
import * as z from 'zod'
import { content } from '../../../primitives/content.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import { amount } from '../amount.ts'
import { answer } from '../answer.ts'
import type { OpenedFile } from '../contained.ts'
import type { FilesystemContext } from '../context.ts'
import { cursorInput } from '../cursor.ts'
import { untilWritten } from '../freshness.ts'
import { type Position, readPosition, readTextPage, textFacts, writePosition } from '../reading/read-page.ts'
import { offsetOfLine, readTextSlice, startOfCharacter } from '../reading/text-slice.ts'
import { readPath } from './read-arguments.ts'

const input = z.strictObject({
  path: readPath('The file'),
  unit: z.enum(['lines', 'bytes']).default('lines').describe('What start and count are in'),
  start: amount().optional().describe('First line (from 1) or first byte (from 0). Default: the beginning'),
  count: amount(1).optional().describe('How many lines or bytes. Default: to the end'),
  encoding: z
    .enum(['utf8', 'base64'])
    .default('utf8')
    .describe('For bytes: as text, from the first to the last whole character, or exactly, in base64'),
  cursor: cursorInput,
})

const output = z.strictObject({
  ...textFacts,
  firstLine: amount().optional().describe('Number of the first line here, where it is known'),
  atEnd: z.boolean().describe('Whether the file ends here'),
})

export function registerReadRange(target: Definitions, context: FilesystemContext): void {
  target.tool('read_range', {
    title: 'Read a part of a file',
    description:
      'Reads lines or bytes from the middle of a file of any size. Answers as much as fits, and a nextCursor for the ' +
      'rest; pass that as cursor, with the same path, to go on (start, count, unit and encoding then come from it).',
    input,
    output,
    readOnly: true,
    cache: untilWritten,
    openWorld: false,
    async run({ path, unit, start, count, encoding, cursor }, call) {
      const contained = await context.contained(call)
      using file = contained.openFile(contained.place(path))
      const from = cursor === undefined ? await begin(file) : readPosition(file, cursor)
      if (from.unit === 'lines') return await readLines(file, from)
      return from.encoding === 'utf8' ? await readCharacters(file, from) : await readBytes(file, from)

      async function begin(file: OpenedFile): Promise<Omit<Position, 'version'>> {
        const left = count === undefined ? {} : { left: count }
        if (unit === 'bytes') return { at: start ?? 0, unit, encoding, ...left }
        const line = Math.max(1, start ?? 1)
        return { at: await offsetOfLine(file, line, call.signal), line, unit, encoding: 'utf8', ...left }
      }

      async function readLines(file: OpenedFile, { at, line, left }: Omit<Position, 'version'>) {
        const page = await readTextPage(file, { start: at, line, lines: left }, context.budgets, call.signal)
        const facts = { ...page.facts, ...(line !== undefined && { firstLine: line }), atEnd: page.slice.atEnd }
        return answer(page.slice.text, facts, page.notes)
      }

      async function readCharacters(file: OpenedFile, { at, left }: Omit<Position, 'version'>) {
        const first = await startOfCharacter(file, at, call.signal)
        const wanted = left === undefined ? Number.POSITIVE_INFINITY : Math.max(0, left - (first - at))
        const maxBytes = Math.min(wanted, context.budgets.textBytes)
        const slice = await readTextSlice(file, first, { maxBytes, cutAt: 'character' }, call.signal)
        const rest = wanted - (slice.end - slice.start)
        // What is left may be less than the next character: then it ends here.
        const truncated = !slice.atEnd && wanted > context.budgets.textBytes && rest > 0
        return describe(file, slice.text, slice, truncated, { unit: 'bytes', encoding: 'utf8', at: slice.end, rest })
      }

      async function readBytes(file: OpenedFile, { at, left = Number.POSITIVE_INFINITY }: Omit<Position, 'version'>) {
        const wanted = Math.min(left, Math.max(0, file.facts.size - at))
        const bytes = Buffer.allocUnsafe(Math.min(wanted, context.budgets.textBytes))
        const got = await file.read(bytes, at, call.signal)
        const end = at + got
        const slice = { start: at, end, lines: 0, atEnd: end >= file.facts.size, lossy: false }
        const uri = pathToFileURL(file.place.path).href
        const blob = bytes.toString('base64', 0, got)
        const block = content.resource({ uri, mimeType: 'application/octet-stream', blob })
        const truncated = got > 0 && wanted > got
        return describe(file, [block], slice, truncated, {
          unit: 'bytes',
          encoding: 'base64',
          at: end,
          rest: left - got,
        })
      }
    },
  })
}

type Payload = Parameters<typeof answer>[0]

function describe(
  file: OpenedFile,
  payload: Payload,
  slice: {
    readonly start: number
    readonly end: number
    readonly lines: number
    readonly atEnd: boolean
    readonly lossy: boolean
  },
  truncated: boolean,
  next: Pick<Position, 'unit' | 'encoding' | 'at'> & { readonly rest: number },
) {
  const { rest, ...position } = next
  const nextCursor = truncated
    ? writePosition(file, { ...position, ...(Number.isFinite(rest) && { left: rest }) })
    : undefined
  const { start, end, lines, atEnd, lossy } = slice
  const facts = {
    path: file.place.path,
    size: file.facts.size,
    start,
    end,
    lines,
    truncated,
    lossy,
    atEnd,
    ...(nextCursor !== undefined && { nextCursor }),
  }
  return answer(payload, facts, [
    nextCursor &&
      `Bytes ${start} to ${end} of ${file.facts.size}. Go on with the same path and cursor "${nextCursor}".`,
    lossy ? 'Some bytes are not UTF-8 and are shown as U+FFFD; ask for base64 to get them exactly.' : undefined,
  ])
}
