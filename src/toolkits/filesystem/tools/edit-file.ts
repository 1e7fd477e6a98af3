import { setImmediate as nextTurn } from 'node:timers/promises'
import * as z from 'zod'
import type { Call } from '../../../call.ts'
import { content, result } from '../../../primitives/content.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import { amount } from '../amount.ts'
import type { Budgets } from '../budgets.ts'
import type { OpenedFile } from '../contained.ts'
import type { FilesystemContext } from '../context.ts'
import { decodeText } from '../editing/decode-text.ts'
import { editText } from '../editing/edit-text.ts'
import { diffText, fence, type TextDiff } from '../editing/unified-diff.ts'
import { etagOf } from '../etag.ts'
import { allFiles } from '../freshness.ts'
import { readWhole } from '../reading/read-whole.ts'
import { refusal } from '../refusals.ts'
import { compareEtag } from '../writing/check-etag.ts'
import { encodeContent } from '../writing/encode-content.ts'
import { openTarget } from '../writing/open-target.ts'
import { commitUnchanged, stageFile } from '../writing/stage-file.ts'
import { contentArgument, etagResult, ifMatchArgument, pathArgument } from './write-arguments.ts'

const inputOf = (budgets: Budgets) =>
  z.strictObject({
    path: pathArgument,
    edits: z
      .array(
        z.strictObject({
          oldText: contentArgument(budgets).min(1).describe('Text to find. It must be in the file exactly once.'),
          newText: contentArgument(budgets).describe('Text to put there. Lines end as those that they replace.'),
          replaceAll: z.boolean().default(false).describe('Replace oldText everywhere.'),
        }),
      )
      .min(1)
      .max(100)
      .describe('Made one after the other, each on the result of the one before; all of them or none.'),
    dryRun: z.boolean().default(false).describe('Show the diff and write nothing.'),
    ifMatch: ifMatchArgument,
  })

const output = z.strictObject({
  path: z.string(),
  etag: etagResult,
  written: z.boolean().describe('False on a dry run, and where the edits change nothing.'),
  replaced: z.array(amount()).describe('For each edit, the number of places it changed.'),
  added: amount().describe('Lines added.'),
  removed: amount().describe('Lines removed.'),
  hunks: z
    .array(z.strictObject({ oldStart: amount(), oldLines: amount(), newStart: amount(), newLines: amount() }))
    .describe('The changed stretches by line number from 1, each with up to three equal lines around it.'),
})

export function registerEditFile(target: Definitions, context: FilesystemContext): void {
  target.tool('edit_file', {
    title: 'Edit a text file',
    description:
      'Replaces parts of a UTF-8 text file and answers with a unified diff. Each oldText must be in the file exactly ' +
      'once; where it is not there, lines that differ only in white space around them are taken if there is one such ' +
      'place, and the indentation of the file is kept. Line endings, byte order mark and all else stay as they are. ' +
      'Use dryRun to see the diff first, and ifMatch to be sure that nobody changed the file since you read it.',
    input: inputOf(context.budgets),
    output,
    destructive: true,
    dirties: allFiles,
    idempotent: false,
    openWorld: false,
    run: (args, call) => (args.dryRun ? previewEdits(context, args, call) : makeEdits(context, args, call)),
  })
}

type EditArguments = z.output<ReturnType<typeof inputOf>>

async function previewEdits(context: FilesystemContext, args: EditArguments, call: Call) {
  const contained = await context.contained(call)
  const place = contained.place(args.path)
  using file = contained.openFile(place)
  return present(await edit(context, file, place.path, args, call), false)
}

async function makeEdits(context: FilesystemContext, args: EditArguments, call: Call) {
  using target = openTarget(await context.contained(call), args.path, false)
  const { current, place } = target
  if (!current) throw refusal('FILE_NOT_FOUND', { path: place.path })
  const edited = await edit(context, current, place.path, args, call)
  const written = edited.before !== edited.after
  if (written) {
    using staged = await stageFile(target.located, target.current?.facts, [edited.bytes], call.signal)
    commitUnchanged(staged, target)
  }
  return present(edited, written)
}

interface EditedFile {
  readonly path: string
  readonly before: string
  readonly after: string
  readonly bytes: Uint8Array
  readonly replaced: number[]
}

async function edit(
  { budgets }: FilesystemContext,
  file: OpenedFile,
  path: string,
  { edits, ifMatch }: EditArguments,
  { signal }: Call,
): Promise<EditedFile> {
  const read = await readWhole(file, budgets.fileBytes, signal)
  compareEtag(etagOf(read), ifMatch, path)
  const before = decodeText(read, path)
  const replaced: number[] = []
  let after = before
  for (const [at, each] of edits.entries()) {
    // Many edits of a large file take a while: other calls come in between, and a cancelled one ends here.
    await nextTurn()
    signal.throwIfAborted()
    const edited = editText(after, each, { number: at + 1, path, maxLength: 4 * budgets.fileBytes })
    after = edited.text
    replaced.push(edited.places)
  }
  return { path, before, after, bytes: encodeContent(after, path, budgets), replaced }
}

function present({ path, before, after, bytes, replaced }: EditedFile, written: boolean) {
  const diff = diffText(path, before, after)
  const etag = etagOf(written ? bytes : Buffer.from(before, 'utf8'))
  const { added, removed } = diff
  return result({
    structured: { path, etag, written, replaced, added, removed, hunks: diff.hunks.map(hunk => ({ ...hunk })) },
    content: [content.text(describeDiff(diff))],
  })
}

function describeDiff(diff: TextDiff): string {
  if (diff.hunks.length === 0) return 'The edits change nothing.'
  return fence(diff.text, 'diff') + (diff.cut ? '\nThe diff is longer than what is shown here.' : '')
}
