import { join } from 'node:path'
import * as z from 'zod'
import type { Call } from '../../../call.ts'
import { content, result } from '../../../primitives/content.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import type { Contained, Directory } from '../contained.ts'
import type { FilesystemContext } from '../context.ts'
import { allFiles } from '../freshness.ts'
import { placeOf } from '../place.ts'
import { refusal } from '../refusals.ts'
import { moveWithoutReplacing } from '../writing/move-entry.ts'
import { openDestination } from '../writing/open-pair.ts'
import { forgetTrashed, openTrashed, type TrashedEntry } from '../writing/trash.ts'
import { readTrashId, trashIdPattern } from '../writing/trash-id.ts'
import { pathArgument } from './write-arguments.ts'

const input = z.strictObject({
  trashId: z.string().regex(trashIdPattern, 'is not an id of the trash').describe('As delete_path answered it.'),
  destination: pathArgument.optional().describe('Where to put it. Default: where it was.'),
})

const output = z.strictObject({
  path: z.string().describe('Where it is now.'),
  kind: z.enum(['file', 'directory', 'link']),
})

export function registerRestorePath(target: Definitions, context: FilesystemContext): void {
  target.tool('restore_path', {
    title: 'Restore from the trash',
    description:
      'Brings back what delete_path moved to the trash, to where it was or to another path. Missing parent directories ' +
      'are made. Refused where something is there already.',
    input,
    output,
    destructive: false,
    dirties: allFiles,
    idempotent: false,
    openWorld: false,
    run: (args, call) => restorePath(context, args, call),
  })
}

async function restorePath(context: FilesystemContext, args: z.output<typeof input>, call: Call) {
  const contained = await context.contained(call)
  const id = readTrashId(args.trashId)
  if (!id) throw refusal('NOT_IN_TRASH')
  for (const root of contained.roots) {
    using directory = contained.openDirectory(placeOf(root, []))
    using entry = openTrashed(directory, id)
    if (entry) return restore(contained, directory, entry, args.destination)
  }
  throw refusal('NOT_IN_TRASH')
}

function restore(contained: Contained, root: Directory, entry: TrashedEntry, wanted: string | undefined) {
  const { kind } = entry.facts
  if (kind === 'other') throw refusal('NOT_IN_TRASH')
  const path = wanted ?? join(entry.root.path, ...entry.segments)
  using destination = openDestination(contained, path, { overwrite: false, replaces: false, createParents: true })
  moveWithoutReplacing(entry, kind, destination.located)
  destination.located.directory.sync()
  forgetTrashed(root, entry)
  return result({
    structured: { path: destination.place.path, kind },
    content: [content.text(`Restored ${destination.place.path}.`)],
  })
}
