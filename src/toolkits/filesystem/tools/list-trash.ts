import { join } from 'node:path'
import * as z from 'zod'
import type { Call } from '../../../call.ts'
import { ToolError } from '../../../errors.ts'
import { content, result } from '../../../primitives/content.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import { amount } from '../amount.ts'
import { shownName } from '../answer.ts'
import type { Contained } from '../contained.ts'
import type { FilesystemContext } from '../context.ts'
import { untilWritten } from '../freshness.ts'
import { placeOf } from '../place.ts'
import { listTrash, openTrashed } from '../writing/trash.ts'

const input = z.strictObject({
  limit: z.int().min(1).max(1_000).default(100).describe('Entries to answer, the latest first.'),
})

const kinds = ['file', 'directory', 'link', 'other'] as const

const output = z.strictObject({
  entries: z.array(
    z.strictObject({
      trashId: z.string().describe('Pass it to restore_path.'),
      path: z.string().describe('Where it was.'),
      kind: z.enum(kinds),
      deleted: z.string().describe('ISO 8601, UTC.'),
    }),
  ),
  more: z.boolean().describe('There are more than these.'),
  unreadable: amount().describe('Entries left out because the system denies to look into them.'),
})

export function registerListTrash(target: Definitions, context: FilesystemContext): void {
  target.tool('list_trash', {
    title: 'List the trash',
    description: 'What delete_path moved to the trash and restore_path can bring back, the latest first.',
    input,
    output,
    readOnly: true,
    cache: untilWritten,
    openWorld: false,
    run: (args, call) => list(context, args, call),
  })
}

async function list(context: FilesystemContext, { limit }: z.output<typeof input>, call: Call) {
  const contained = await context.contained(call)
  const trashes = contained.roots.map(root => readTrash(contained, root, limit + 1))
  const found = trashes.flatMap(trash => trash.entries)
  const unreadable = trashes.reduce((sum, trash) => sum + trash.unreadable, 0)
  found.sort((a, b) => (a.trashId < b.trashId ? 1 : -1))
  const entries = found.slice(0, limit)
  const more = found.length > limit
  return result({
    structured: { entries, more, unreadable },
    content: [content.text(describe(entries, more, unreadable))],
  })
}

function describe(
  entries: readonly { readonly trashId: string; readonly path: string }[],
  more: boolean,
  unreadable: number,
): string {
  const lines = entries.map(({ trashId, path }) => `${trashId} ${shownName(path)}`)
  if (more) lines.push('[There are more: raise limit.]')
  if (unreadable > 0) lines.push(`[${unreadable} entries cannot be read.]`)
  return lines.join('\n') || 'The trash is empty.'
}

interface Trash {
  readonly entries: z.output<typeof output>['entries']
  readonly unreadable: number
}

function readTrash(contained: Contained, root: Contained['roots'][number], limit: number): Trash {
  using directory = contained.openDirectory(placeOf(root, []))
  const entries: Trash['entries'] = []
  let unreadable = 0
  for (const id of listTrash(directory).slice(-limit)) {
    try {
      using entry = openTrashed(directory, id)
      if (!entry) continue
      const deleted = new Date(id.deleted).toISOString()
      entries.push({ trashId: id.id, path: join(root.path, ...entry.segments), kind: entry.facts.kind, deleted })
    } catch (error) {
      if (!(error instanceof ToolError) || error.code !== 'ACCESS_DENIED') throw error
      unreadable++
    }
  }
  return { entries, unreadable }
}
