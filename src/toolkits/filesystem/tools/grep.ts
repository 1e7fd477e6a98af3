import { join } from 'node:path'
import * as z from 'zod'
import { ToolError } from '../../../errors.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import { amount } from '../amount.ts'
import { answer } from '../answer.ts'
import type { Contained, Directory, Located, OpenedFile, Place } from '../contained.ts'
import type { FilesystemContext } from '../context.ts'
import { Cursors, cursorInput } from '../cursor.ts'
import { untilWritten } from '../freshness.ts'
import { compileLineMatcher } from '../grepping/line-matcher.ts'
import { Search } from '../grepping/search.ts'
import type { FilePosition } from '../grepping/search-file.ts'
import { Breath } from '../walking/breath.ts'
import { chooseByGlob } from '../walking/choose-by-glob.ts'
import { compileExclude, compileFilter, everything, excludeInput, globInput } from '../walking/glob.ts'
import { fillPage, Page, walkFacts, walkNotes, walkPosition } from '../walking/page.ts'
import { TreeWalk } from '../walking/tree-walk.ts'
import { readPath } from './read-arguments.ts'

const position = z.strictObject({
  after: walkPosition,
  /** Where to go on in the file at `after`; without it, after that file. */
  within: z
    .strictObject({
      /** Matches up to this line were answered. */
      afterLine: z.int().min(0),
      /** A line begins at this byte, and so many lines are before. */
      start: z.strictObject({ byte: z.int().min(0), line: z.int().min(0) }),
    })
    .optional(),
})

const cursors = new Cursors('grep', position)

/** Bytes of a file that are searched at once. */
const pieceBytes = 1_000_000

/** What opening and reading a file counts, in entries of a walk. */
const fileSteps = 64

const input = z.strictObject({
  path: readPath('The directory or file to search'),
  pattern: z
    .string()
    .min(1)
    .max(1_000)
    .describe('Regular expression (JavaScript, with the u flag), tested line by line'),
  literal: z.boolean().default(false).describe('Whether pattern is plain text'),
  ignoreCase: z.boolean().default(false).describe('Whether capitals match small letters'),
  glob: globInput
    .optional()
    .describe('Only files that match: without a slash at any depth ("*.ts"), else by relative path ("src/**/*.ts")'),
  excludePatterns: excludeInput,
  context: z.int().min(0).max(20).default(0).describe('Lines to show before and after each match'),
  cursor: cursorInput,
})

export function registerGrep(target: Definitions, context: FilesystemContext): void {
  const { budgets, clock } = context
  target.tool('grep', {
    title: 'Search in files',
    description:
      'Finds lines that match a regular expression or a plain text, in a file or in all text files below a directory. ' +
      'Answers each file’s path, then its lines as "12: text" (context as "11- text"). Links are not gone into; ' +
      'binary files are left out. Files of any size are searched; of a line the first 10,000 characters.',
    input,
    output: z.strictObject({
      ...walkFacts,
      files: amount().describe('Files with a match in this answer'),
      searched: amount().describe('Files searched for this answer'),
    }),
    readOnly: true,
    cache: untilWritten,
    openWorld: false,
    run: ({ cursor, path, ...args }, call) =>
      context.turns.take(call.signal, async () => {
        const contained = await context.contained(call)
        const place = contained.place(path)
        const bound = [place.path, JSON.stringify(args)]
        const from = cursor === undefined ? undefined : cursors.read(bound, cursor)
        const page = new Page(budgets, clock)
        const search = new Search({
          matcher: compileLineMatcher(args),
          context: args.context,
          limit: budgets.entries,
          pieceBytes: Math.min(pieceBytes, budgets.fileBytes),
          page,
          signal: call.signal,
        })
        const start = openStart(contained, place)
        const end = 'file' in start ? await searchFile(start.file) : await searchTree(start.directory)
        const nextCursor = end.position && cursors.write(bound, end.position)
        const facts = { path: place.path, ...search.facts, unreadable: end.unreadable, tooDeep: end.tooDeep }
        const text = search.text || (nextCursor ? 'No matches so far' : 'No matches found')
        return answer(text, { ...facts, ...(nextCursor !== undefined && { nextCursor }) }, walkNotes(end, nextCursor))

        async function searchFile(file: OpenedFile): Promise<End> {
          using opened = file
          const within = await search.file(opened, place.path, from?.within)
          return { position: within && { after: [], within }, unreadable: 0, tooDeep: 0 }
        }

        async function searchTree(directory: Directory): Promise<End> {
          const include = args.glob === undefined ? everything : compileFilter(args.glob)
          const choose = chooseByGlob(include, compileExclude(args.excludePatterns), call.signal, 'file')
          const breath = new Breath(call.signal)
          using walk = new TreeWalk({ start: directory, after: from?.after, choose, depth: budgets.depth, breath })
          const end = (position: Position | undefined): End => ({
            position,
            unreadable: walk.unreadable,
            tooDeep: walk.tooDeep,
          })
          const resumed = from?.within && (await searchRest(directory, from.after, from.within))
          if (resumed) return end(resumed)
          for await (const { directory, name, segments } of fillPage(walk, page)) {
            const within = await search.entry(directory, name, join(place.path, ...segments))
            if (within) return end({ after: [...segments], within })
            await breath.after(fileSteps)
          }
          return end(walk.done || !walk.position ? undefined : { after: [...walk.position] })
        }

        /** The rest of the file in which the last answer ended; nothing where it is gone. */
        async function searchRest(
          start: Directory,
          after: readonly string[],
          within: FilePosition,
        ): Promise<Position | undefined> {
          const parent = openHolder(start, after)
          const name = after.at(-1)
          if (!parent || name === undefined) return undefined
          using holder = parent
          const next = await search.entry(holder.directory, name, join(place.path, ...after), within)
          return next && { after: [...after], within: next }
        }

        function openHolder(start: Directory, after: readonly string[]): Located | undefined {
          try {
            return contained.openParent(contained.place(join(start.place.path, ...after)))
          } catch (error) {
            if (error instanceof ToolError && error.code !== 'SYSTEM_BUSY') return undefined
            throw error
          }
        }
      }),
  })
}

type Position = z.output<typeof position>

interface End {
  readonly position: Position | undefined
  readonly unreadable: number
  readonly tooDeep: number
}

function openStart(
  contained: Contained,
  place: Place,
): { readonly file: OpenedFile } | { readonly directory: Directory } {
  try {
    return { directory: contained.openDirectory(place) }
  } catch (error) {
    if (error instanceof ToolError && error.code === 'NOT_A_DIRECTORY') return { file: contained.openFile(place) }
    throw error
  }
}
