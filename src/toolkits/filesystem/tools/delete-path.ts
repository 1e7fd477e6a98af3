import * as z from 'zod'
import type { Call } from '../../../call.ts'
import { ToolError } from '../../../errors.ts'
import { content, result } from '../../../primitives/content.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import type { Contained, Directory, Root } from '../contained.ts'
import type { FilesystemContext } from '../context.ts'
import { allFiles } from '../freshness.ts'
import { placeOf } from '../place.ts'
import { refusal } from '../refusals.ts'
import { ensureHeld, holdMatching, openSource, type Source } from '../writing/open-pair.ts'
import { purgeTrash } from '../writing/purge-trash.ts'
import { ensureRemovable, removeTree } from '../writing/remove-tree.ts'
import { moveToTrash } from '../writing/trash.ts'
import { ifMatchArgument, pathArgument } from './write-arguments.ts'

const input = z.strictObject({
  path: pathArgument,
  permanent: z.boolean().default(false).describe('Remove it for good instead of moving it to the trash.'),
  recursive: z.boolean().default(false).describe('With permanent: also a directory that is not empty.'),
  ifMatch: ifMatchArgument,
})

const output = z.strictObject({
  path: z.string(),
  kind: z.enum(['file', 'directory', 'link']).describe('What was deleted. Of a link, never what it points to.'),
  trashId: z.string().optional().describe('Pass it to restore_path to bring it back. Absent when permanent.'),
})

export function registerDeletePath(target: Definitions, context: FilesystemContext): void {
  target.tool('delete_path', {
    title: 'Delete',
    description:
      'Deletes a file, a link or a directory with all that is in it. It goes to the trash, from where restore_path ' +
      `brings it back by the trashId in the answer, for ${context.budgets.trashDays} days. With permanent it is gone at once.`,
    input,
    output,
    destructive: true,
    dirties: allFiles,
    idempotent: false,
    openWorld: false,
    run: (args, call) => deletePath(context, args, call),
  })
}

async function deletePath(context: FilesystemContext, args: z.output<typeof input>, call: Call) {
  const contained = await context.contained(call)
  using source = openSource(contained, args.path)
  const { path } = source.place
  using held = await holdMatching(source.located, args.ifMatch, path, call.signal)
  await checkTree(source, context, call.signal)
  call.signal.throwIfAborted()
  ensureHeld(source.located, held, path)
  const trashId = args.permanent
    ? await removeForGood(source, args.recursive, call.signal)
    : await trash(contained, source, context, call)
  return result({
    structured: { path, kind: source.facts.kind, ...(trashId !== undefined && { trashId }) },
    content: [
      content.text(
        trashId === undefined
          ? `Deleted ${path} for good.`
          : `Moved ${path} to the trash; restore_path brings it back with trashId ${trashId}.`,
      ),
    ],
  })
}

async function checkTree({ located, facts }: Source, { budgets }: FilesystemContext, signal: AbortSignal) {
  if (facts.kind !== 'directory') return
  using directory = located.directory.openDirectory(located.name)
  await ensureRemovable(directory, budgets.depth, signal)
}

async function removeForGood({ located, facts }: Source, recursive: boolean, signal: AbortSignal): Promise<undefined> {
  const { directory, name } = located
  if (facts.kind !== 'directory') directory.removeFile(name)
  else if (recursive) await removeTree(directory, name, signal)
  else directory.removeDirectory(name)
  directory.sync()
}

async function trash(
  contained: Contained,
  { located }: Source,
  context: FilesystemContext,
  call: Call,
): Promise<string> {
  const { root } = located.directory.place
  using directory = contained.openDirectory(placeOf(root, []))
  const id = moveOrExplain(directory, located, context.clock.now())
  await keepBounds(root, context, call)
  return id
}

/** What is deleted is deleted, whatever becomes of this. */
async function keepBounds(root: Root, context: FilesystemContext, call: Call): Promise<void> {
  const warning = 'The trash could not be emptied of all that is too old or too many'
  try {
    using directory = context.openUnfiltered(root)
    const kept = await purgeTrash(directory, context.budgets, context.clock.now(), call.signal)
    if (kept > 0) call.log.warning(warning)
  } catch {
    call.log.warning(warning)
  }
}

function moveOrExplain(root: Directory, located: Source['located'], now: number): string {
  try {
    return moveToTrash(root, located, now)
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'CROSSES_DEVICES') throw error
    const next = 'The trash is elsewhere: set permanent to delete it for good.'
    throw refusal('CROSSES_DEVICES', { path: located.place.path, next, cause: error })
  }
}
