import * as z from 'zod'
import type { Call } from '../../../call.ts'
import { content, result } from '../../../primitives/content.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import { amount } from '../amount.ts'
import type { Budgets } from '../budgets.ts'
import type { FilesystemContext } from '../context.ts'
import { etagOf } from '../etag.ts'
import { allFiles } from '../freshness.ts'
import { refusal } from '../refusals.ts'
import { checkEtag } from '../writing/check-etag.ts'
import { commitTogether } from '../writing/commit-together.ts'
import { encodeContent, refuseOversize } from '../writing/encode-content.ts'
import { openTarget, type Target } from '../writing/open-target.ts'
import { type StagedFile, stageFile } from '../writing/stage-file.ts'
import { contentArgument, createParentsArgument, etagResult, ifMatchArgument, pathArgument } from './write-arguments.ts'

const inputOf = (budgets: Budgets) =>
  z.strictObject({
    files: z
      .array(z.strictObject({ path: pathArgument, content: contentArgument(budgets), ifMatch: ifMatchArgument }))
      .min(1)
      .max(budgets.files)
      .describe('Each path once.'),
    createParents: createParentsArgument,
  })

const output = z.strictObject({
  files: z.array(
    z.strictObject({
      path: z.string(),
      etag: etagResult,
      bytes: amount().describe('Size of the file.'),
      created: z.boolean().describe('The file did not exist before.'),
    }),
  ),
})

export function registerWriteFiles(target: Definitions, context: FilesystemContext): void {
  target.tool('write_files', {
    title: 'Write several files',
    description:
      'Writes several whole text files, all of them or none: when one cannot be written, or is not what its ifMatch ' +
      'says, or changes meanwhile, none is changed. Files that exist are replaced.',
    input: inputOf(context.budgets),
    output,
    destructive: true,
    dirties: allFiles,
    idempotent: true,
    openWorld: false,
    budget: { pages: false },
    run: (args, call) => writeFiles(context, args, call),
  })
}

interface Prepared {
  readonly target: Target
  readonly staged: StagedFile
  readonly bytes: Uint8Array
}

async function writeFiles(
  context: FilesystemContext,
  { files, createParents }: z.output<ReturnType<typeof inputOf>>,
  call: Call,
) {
  const contained = await context.contained(call)
  const contents = files.map(file => encodeContent(file.content, file.path, context.budgets))
  const total = contents.reduce((sum, bytes) => sum + bytes.length, 0)
  refuseOversize(total, 'All files together', context.budgets)
  using open = new DisposableStack()
  const prepared: Prepared[] = []
  for (const [at, { path, ifMatch }] of files.entries()) {
    const target = open.use(openTarget(contained, path, createParents))
    refuseTwice(target, prepared)
    await checkEtag(target.current, ifMatch, target.place.path, call.signal)
    const bytes = contents[at]!
    const staged = open.use(await stageFile(target.located, target.current?.facts, [bytes], call.signal))
    prepared.push({ target, staged, bytes })
  }
  call.signal.throwIfAborted()
  commitTogether(prepared)
  return present(prepared)
}

/** By where it really is, so that two links to one file are found. */
function refuseTwice({ located, place }: Target, before: readonly Prepared[]): void {
  const { path } = located.place
  if (before.some(({ target }) => target.located.place.path === path))
    throw refusal('NAMED_TWICE', { path: place.path })
}

function present(prepared: readonly Prepared[]) {
  const files = prepared.map(({ target: { place, current }, bytes }) => ({
    path: place.path,
    etag: etagOf(bytes),
    bytes: bytes.length,
    created: current === undefined,
  }))
  return result({ structured: { files }, content: [content.text(`Wrote ${files.length} files.`)] })
}
