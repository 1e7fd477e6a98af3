import * as z from 'zod'
import type { Call } from '../../../call.ts'
import { content, result } from '../../../primitives/content.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import { amount } from '../amount.ts'
import type { FilesystemContext } from '../context.ts'
import { allFiles } from '../freshness.ts'
import { refusal } from '../refusals.ts'
import { makeReservedName } from '../reserved-names.ts'
import { CopyMeter } from '../writing/copy-meter.ts'
import { copyContents } from '../writing/copy-tree.ts'
import { moveWithoutReplacing } from '../writing/move-entry.ts'
import {
  type Destination,
  ensureHeld,
  holdMatching,
  openDestination,
  openSource,
  refuseIntoItself,
  type Source,
} from '../writing/open-pair.ts'
import { removeTree } from '../writing/remove-tree.ts'
import { stageFile } from '../writing/stage-file.ts'
import { pairArguments } from './write-arguments.ts'

const input = z.strictObject(pairArguments)

const output = z.strictObject({
  source: z.string(),
  destination: z.string(),
  kind: z.enum(['file', 'directory', 'link']).describe('What was copied. A link is copied as a link.'),
  entries: amount().describe('Files, directories and links copied.'),
  bytes: amount().describe('Bytes of file contents copied.'),
  replaced: z.boolean().describe('A file at the destination was replaced.'),
})

export function registerCopyPath(target: Definitions, context: FilesystemContext): void {
  target.tool('copy_path', {
    title: 'Copy',
    description:
      'Copies a file, a link, or a directory with all that is in it, in one step that others see entirely or not at ' +
      'all. Refused where the destination exists, unless overwrite is set; directories are never replaced or merged. ' +
      'Copies keep the permissions, not the owner and the times.',
    input,
    output,
    destructive: true,
    dirties: allFiles,
    idempotent: false,
    openWorld: false,
    run: (args, call) => copyPath(context, args, call),
  })
}

async function copyPath(context: FilesystemContext, args: z.output<typeof input>, call: Call) {
  const contained = await context.contained(call)
  using source = openSource(contained, args.source)
  const replaces = source.facts.kind === 'file'
  using destination = openDestination(contained, args.destination, { ...args, replaces })
  refuseIntoItself(source, destination)
  using replaced = await holdMatching(destination.located, args.ifDestinationMatch, destination.place.path, call.signal)
  using held = await holdMatching(source.located, args.ifMatch, source.place.path, call.signal)
  ensureHeld(source.located, held, source.place.path)
  const meter = new CopyMeter(context.budgets, call.signal)
  await meter.addEntry(source.place.path, 0)
  const beforeCommit = () => ensureHeld(destination.located, replaced, destination.place.path)
  if (source.facts.kind === 'directory') await copyDirectory(source, destination, meter)
  else if (source.facts.kind === 'link') copyLink(source, destination)
  else await copyFile(source, destination, meter, beforeCommit)
  return present(source, destination, meter)
}

async function copyFile(source: Source, { located }: Destination, meter: CopyMeter, beforeCommit: () => void) {
  using file = source.located.directory.openFile(source.located.name)
  // A replaced file hands on its mode; a link has none of its own.
  const replaced = located.facts?.kind === 'file' ? located.facts : undefined
  using staged = await stageFile(located, replaced, meter.pieces(file), meter.signal, file.facts.mode & 0o777)
  beforeCommit()
  if (located.facts) staged.replace()
  else staged.create()
}

function copyLink(source: Source, { located, place }: Destination): void {
  if (located.facts) throw refusal('ALREADY_EXISTS', { path: place.path, because: 'a link replaces nothing' })
  located.directory.createLink(located.name, source.located.directory.readLink(source.located.name))
  located.directory.sync()
}

/** Filled under a name of our own, and then moved to its name, which must be free. */
async function copyDirectory(source: Source, { located, place }: Destination, meter: CopyMeter): Promise<void> {
  const { directory, name } = located
  if (located.facts) throw refusal('NOT_A_DIRECTORY', { path: place.path })
  const hidden = makeReservedName()
  using from = source.located.directory.openDirectory(source.located.name)
  directory.makeDirectory(hidden, (from.facts.mode & 0o777) | 0o700)
  try {
    using to = directory.openDirectory(hidden)
    await copyContents(from, to, meter)
    moveWithoutReplacing({ directory, name: hidden }, 'directory', { directory, name })
  } catch (error) {
    await removeTree(directory, hidden, new AbortController().signal)
    throw error
  }
  directory.sync()
}

function present({ place: from, facts }: Source, { place: to, located }: Destination, meter: CopyMeter) {
  const { entries, bytes } = meter
  const replaced = located.facts !== undefined
  return result({
    structured: { source: from.path, destination: to.path, kind: facts.kind, entries, bytes, replaced },
    content: [content.text(`Copied ${from.path} to ${to.path}: ${entries} entries, ${bytes} bytes.`)],
  })
}
