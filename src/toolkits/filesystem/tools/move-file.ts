import * as z from 'zod'
import type { Call } from '../../../call.ts'
import { content, result } from '../../../primitives/content.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import type { FilesystemContext } from '../context.ts'
import { sameThing } from '../facts.ts'
import { allFiles } from '../freshness.ts'
import { refusal } from '../refusals.ts'
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
import { pairArguments } from './write-arguments.ts'

const input = z.strictObject(pairArguments)

const output = z.strictObject({
  source: z.string(),
  destination: z.string(),
  kind: z
    .enum(['file', 'directory', 'link'])
    .describe('What was moved. A link is moved itself, not what it points to.'),
  replaced: z.boolean().describe('A file at the destination was replaced.'),
})

export function registerMoveFile(target: Definitions, context: FilesystemContext): void {
  target.tool('move_file', {
    title: 'Move or rename',
    description:
      'Moves or renames a file, a directory or a link. Refused where the destination exists, unless overwrite is set; ' +
      'directories are never replaced. A link is moved itself.',
    input,
    output,
    destructive: true,
    dirties: allFiles,
    idempotent: false,
    openWorld: false,
    run: (args, call) => moveFile(context, args, call),
  })
}

async function moveFile(context: FilesystemContext, args: z.output<typeof input>, call: Call) {
  const contained = await context.contained(call)
  using source = openSource(contained, args.source)
  const replaces = source.facts.kind !== 'directory'
  using destination = openDestination(contained, args.destination, { ...args, replaces })
  refuseIntoItself(source, destination)
  using held = await holdMatching(source.located, args.ifMatch, source.place.path, call.signal)
  using replaced = await holdMatching(destination.located, args.ifDestinationMatch, destination.place.path, call.signal)
  call.signal.throwIfAborted()
  ensureHeld(source.located, held, source.place.path)
  ensureHeld(destination.located, replaced, destination.place.path)
  move(source, destination)
  return present(source, destination)
}

/** Where something is there to be replaced, one rename does it; where nothing was, nothing that came meanwhile is. */
function move({ located: from, facts }: Source, { located: to, place }: Destination): void {
  if (!to.facts) moveWithoutReplacing(from, facts.kind, to)
  else if (facts.kind === 'directory') throw refusal('NOT_A_DIRECTORY', { path: place.path })
  else if (sameThing(facts, to.facts)) throw sameFile(place.path)
  else from.directory.rename(from.name, to.directory, to.name)
  to.directory.sync()
  from.directory.sync()
}

/** rename(2) does nothing with two names of one file, and reports success. */
function sameFile(path: string) {
  const next = 'Delete the source if one of the two names is to go.'
  return refusal('ALREADY_EXISTS', { path, because: 'it is the same file as the source', next })
}

function present({ place: from, facts }: Source, { place: to, located }: Destination) {
  return result({
    structured: { source: from.path, destination: to.path, kind: facts.kind, replaced: located.facts !== undefined },
    content: [content.text(`Moved ${from.path} to ${to.path}.`)],
  })
}
