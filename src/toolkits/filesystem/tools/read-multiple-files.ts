import * as z from 'zod'
import { type ContentBlock, content } from '../../../primitives/content.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import { answer } from '../answer.ts'
import type { Contained } from '../contained.ts'
import type { FilesystemContext } from '../context.ts'
import { Cursors, cursorInput } from '../cursor.ts'
import { untilWritten } from '../freshness.ts'
import { readTextPage, type TextPage, textFacts } from '../reading/read-page.ts'
import { itemFailure, itemFailureOf } from './item-failure.ts'
import { readPath } from './read-arguments.ts'

/** Files that are read at the same time. */
const atOnce = 4

const cursors = new Cursors('read_multiple_files', z.strictObject({ index: z.int().min(0) }))
const failed = z.strictObject({ error: itemFailure })

export function registerReadMultipleFiles(target: Definitions, context: FilesystemContext): void {
  const { budgets } = context
  target.tool('read_multiple_files', {
    title: 'Read several files',
    description:
      'Reads several text files at once; each is a content block that begins with its path. A file that cannot be read ' +
      'says so in its block and does not stop the others. Where not all fit, nextCursor leads to the files that are left.',
    input: z.strictObject({
      paths: z.array(readPath('A file')).min(1).max(budgets.files).describe('In the order of the answer'),
      cursor: cursorInput,
    }),
    output: z.strictObject({
      files: z.array(z.union([z.strictObject(textFacts), failed])).describe('One for each block'),
      nextCursor: z.string().optional(),
    }),
    readOnly: true,
    cache: untilWritten,
    openWorld: false,
    async run({ paths, cursor }, call) {
      const contained = await context.contained(call)
      const blocks: ContentBlock[] = []
      const files: (TextPage['facts'] | z.output<typeof failed>)[] = []
      let room = budgets.textBytes
      let index = cursor === undefined ? 0 : cursors.read(paths, cursor).index
      while (index < paths.length && room > 0) {
        const batch = paths.slice(index, index + atOnce)
        const pages = await Promise.all(batch.map(path => readOne(contained, path, room, call.signal)))
        for (const [at, page] of pages.entries()) {
          const path = batch[at]!
          if ('code' in page) {
            blocks.push(content.text(`${path}: Error - ${page.message}`))
            files.push({ error: page })
          } else {
            const size = page.facts.end - page.facts.start
            // A file that would only fit in part waits for the next answer, unless it is the first of this one.
            if (blocks.length > 0 && (size > room || (page.facts.truncated && room < budgets.textBytes))) {
              room = 0
              break
            }
            room -= size
            const notes = page.notes.filter(note => note !== undefined)
            blocks.push(content.text(`${path}:\n${page.slice.text}${notes.length > 0 ? `\n[${notes.join(' ')}]` : ''}`))
            files.push(page.facts)
          }
          index++
        }
      }
      const nextCursor = index < paths.length ? cursors.write(paths, { index }) : undefined
      return answer(blocks, { files, ...(nextCursor !== undefined && { nextCursor }) }, [
        nextCursor &&
          `${paths.length - index} files are left: call again with the same paths and cursor "${nextCursor}".`,
      ])
    },
  })

  async function readOne(contained: Contained, path: string, room: number, signal: AbortSignal) {
    try {
      using file = contained.openFile(contained.place(path))
      return await readTextPage(file, { start: 0, line: 1 }, { textBytes: room }, signal)
    } catch (error) {
      return itemFailureOf(path, error)
    }
  }
}
