import { join } from 'node:path'
import { z } from 'zod'
import type { Call } from '../../../call.ts'
import { content, result } from '../../../primitives/content.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import { shownName } from '../answer.ts'
import type { Contained } from '../contained.ts'
import type { FilesystemContext } from '../context.ts'
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
})

export function registerListTrash(target: Definitions, context: FilesystemContext): void {
  target.tool('list_trash', {
    title: 'List the trash',
    description: 'What delete_path moved to the trash and restore_path can bring back, the latest first.',
    input,
    output,
    readOnly: true,
    openWorld: false,
    run: (args, call) => list(context, args, call),
  })
}

async function list(context: FilesystemContext, { limit }: z.output<typeof input>, call: Call) {
  const contained = await context.contained(call)
  const found = contained.roots.flatMap(root => readTrash(contained, root, limit + 1))
  found.sort((a, b) => (a.trashId < b.trashId ? 1 : -1))
  const entries = found.slice(0, limit)
  return result({
    structured: { entries, more: found.length > limit },
    content: [content.text(describe(entries, found.length > limit))],
  })
}

function describe(entries: readonly { readonly trashId: string; readonly path: string }[], more: boolean): string {
  if (entries.length === 0) return 'The trash is empty.'
  const lines = entries.map(({ trashId, path }) => `${trashId} ${shownName(path)}`)
  return [...lines, ...(more ? ['[There are more: raise limit.]'] : [])].join('\n')
}

function readTrash(contained: Contained, root: Contained['roots'][number], limit: number) {
  using directory = contained.openDirectory(placeOf(root, []))
  const ids = listTrash(directory).slice(-limit)
  return ids.flatMap(id => {
    using entry = openTrashed(directory, id)
    if (!entry) return []
    const deleted = new Date(id.deleted).toISOString()
    return [{ trashId: id.id, path: join(root.path, ...entry.segments), kind: entry.facts.kind, deleted }]
  })
}
