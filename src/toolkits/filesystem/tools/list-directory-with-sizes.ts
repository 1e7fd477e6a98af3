import * as z from 'zod'
import type { Definitions } from '../../../primitives/definitions.ts'
import { amount } from '../amount.ts'
import { answer, emptyDirectory, shownName, shownSize } from '../answer.ts'
import type { Directory, Entry } from '../contained.ts'
import type { FilesystemContext } from '../context.ts'
import { Cursors, cursorInput } from '../cursor.ts'
import { untilWritten } from '../freshness.ts'
import { isReserved } from '../reserved-names.ts'
import { Breath } from '../walking/breath.ts'
import { Smallest } from '../walking/smallest.ts'
import { byName } from '../walking/sorted-entries.ts'
import { label } from './list-directory.ts'
import { readPath } from './read-arguments.ts'

interface Sized extends Entry {
  readonly size: number
}

const cursors = new Cursors('list_directory_with_sizes', z.strictObject({ name: z.string(), size: z.number() }))

export function registerListDirectoryWithSizes(target: Definitions, context: FilesystemContext): void {
  const { budgets } = context
  target.tool('list_directory_with_sizes', {
    title: 'List directory with sizes',
    description:
      'Lists the entries of a directory with the sizes of its files, and the totals of the whole directory. A link is shown by itself: what it points to is not looked at.',
    input: z.strictObject({
      path: readPath('The directory'),
      sortBy: z.enum(['name', 'size']).default('name').describe('By name, or the largest first'),
      cursor: cursorInput,
    }),
    output: z.strictObject({
      path: z.string(),
      count: amount().describe('Entries in this answer'),
      files: amount().describe('In the whole directory, links and others included'),
      directories: amount().describe('In the whole directory'),
      totalSize: amount().describe('Bytes of its files, without subdirectories'),
      nextCursor: z.string().optional(),
    }),
    readOnly: true,
    cache: untilWritten,
    openWorld: false,
    run: ({ path, sortBy, cursor }, call) =>
      context.turns.take(call.signal, async () => {
        const contained = await context.contained(call)
        const place = contained.place(path)
        const bound = [place.path, sortBy]
        const after = cursor === undefined ? undefined : cursors.read(bound, cursor)
        using directory = contained.openDirectory(place)
        const order = sortBy === 'size' ? bySize : byName
        const totals = await measure(directory, budgets.entries, order, after, new Breath(call.signal))
        const last = totals.page.entries.at(-1)
        const nextCursor =
          totals.page.more && last ? cursors.write(bound, { name: last.name, size: last.size }) : undefined
        const { files, directories, totalSize } = totals
        const text = [
          ...(files + directories === 0 ? [emptyDirectory] : totals.page.entries.map(line)),
          '',
          `Total: ${files} files, ${directories} directories`,
          `Combined size: ${shownSize(totalSize)}`,
        ].join('\n')
        const facts = { path: place.path, count: totals.page.entries.length, files, directories, totalSize }
        return answer(text, { ...facts, ...(nextCursor !== undefined && { nextCursor }) }, [
          nextCursor && `There is more: call again with the same arguments and cursor "${nextCursor}".`,
        ])
      }),
  })
}

/** Goes through the directory once, for its totals, and keeps one page of it. */
async function measure(
  directory: Directory,
  limit: number,
  order: (a: Sized, b: Sized) => number,
  after: { readonly name: string; readonly size: number } | undefined,
  breath: Breath,
) {
  const page = new Smallest<Sized>(limit, order)
  let files = 0
  let directories = 0
  let totalSize = 0
  for (const { name, kind } of directory.entries()) {
    if (isReserved(name)) continue
    const size = kind === 'file' ? (directory.lstat(name)?.size ?? 0) : 0
    if (kind === 'directory') directories++
    else files++
    totalSize += size
    const entry: Sized = { name, kind, size }
    if (!after || order(entry, { ...after, kind }) > 0) page.add(entry)
    await breath.after(4)
  }
  return { page: page.finish(), files, directories, totalSize }
}

/** The largest first; those of the same size by name. */
function bySize(a: Sized, b: Sized): number {
  return b.size - a.size || byName(a, b)
}

function line(entry: Sized): string {
  const size = entry.kind === 'file' ? shownSize(entry.size).padStart(10) : ''
  return `${label(entry)} ${shownName(entry.name).padEnd(30)} ${size}`.trimEnd()
}
