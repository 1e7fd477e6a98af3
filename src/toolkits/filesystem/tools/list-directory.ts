import * as z from 'zod'
import type { Definitions } from '../../../primitives/definitions.ts'
import { amount } from '../amount.ts'
import { answer, emptyDirectory, shownName } from '../answer.ts'
import type { Entry } from '../contained.ts'
import type { FilesystemContext } from '../context.ts'
import { Cursors, cursorInput } from '../cursor.ts'
import { untilWritten } from '../freshness.ts'
import { Breath } from '../walking/breath.ts'
import { readSorted } from '../walking/sorted-entries.ts'
import { readPath } from './read-arguments.ts'

const cursors = new Cursors('list_directory', z.strictObject({ after: z.string() }))

export function registerListDirectory(target: Definitions, context: FilesystemContext): void {
  const { budgets } = context
  target.tool('list_directory', {
    title: 'List directory',
    description:
      'Lists the entries of a directory in the order of their names, one a line: [FILE], [DIR], [LINK] or [OTHER] and ' +
      'the name. Does not go into subdirectories.',
    input: z.strictObject({ path: readPath('The directory'), cursor: cursorInput }),
    output: z.strictObject({
      path: z.string(),
      count: amount().describe('Entries in this answer'),
      nextCursor: z.string().optional(),
    }),
    readOnly: true,
    cache: untilWritten,
    openWorld: false,
    run: ({ path, cursor }, call) =>
      context.turns.take(call.signal, async () => {
        const contained = await context.contained(call)
        const place = contained.place(path)
        using directory = contained.openDirectory(place)
        const after = cursor === undefined ? undefined : cursors.read(place.path, cursor).after
        const page = await readSorted(directory, after, budgets.entries, entries => entries, new Breath(call.signal))
        const lines = page.entries.map(entry => `${label(entry)} ${shownName(entry.name)}`)
        const nextCursor = page.more ? cursors.write(place.path, { after: page.entries.at(-1)!.name }) : undefined
        const facts = { path: place.path, count: lines.length, ...(nextCursor !== undefined && { nextCursor }) }
        const text = lines.length === 0 && after === undefined ? emptyDirectory : lines.join('\n')
        return answer(text, facts, [
          nextCursor && `There is more: call again with the same path and cursor "${nextCursor}".`,
        ])
      }),
  })
}

const labels = { file: '[FILE]', directory: '[DIR]', link: '[LINK]', other: '[OTHER]' } as const

export function label(entry: Entry): string {
  return labels[entry.kind]
}
