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
import { encodeContent } from '../writing/encode-content.ts'
import { openTarget } from '../writing/open-target.ts'
import { commitUnchanged, stageFile } from '../writing/stage-file.ts'
import { contentArgument, createParentsArgument, etagResult, ifMatchArgument, pathArgument } from './write-arguments.ts'

const inputOf = (budgets: Budgets) =>
  z.strictObject({
    path: pathArgument,
    content: contentArgument(budgets),
    ifMatch: ifMatchArgument,
    overwrite: z.boolean().default(true).describe('False: refuse where the file exists already.'),
    createParents: createParentsArgument,
  })

const output = z.strictObject({
  path: z.string(),
  etag: etagResult,
  bytes: amount().describe('Size of the file.'),
  created: z.boolean().describe('The file did not exist before.'),
})

export function registerWriteFile(target: Definitions, context: FilesystemContext): void {
  target.tool('write_file', {
    title: 'Write a file',
    description:
      'Writes a whole text file: creates it or replaces all that is in it, in one step that others see entirely or ' +
      'not at all. A link is followed where it leads inside the allowed directories. A replaced file keeps its mode ' +
      'and owner. Use edit_file to change parts. Answers with the etag of what was written.',
    input: inputOf(context.budgets),
    output,
    destructive: true,
    dirties: allFiles,
    idempotent: true,
    openWorld: false,
    run: (args, call) => writeFile(context, args, call),
  })
}

async function writeFile(context: FilesystemContext, args: z.output<ReturnType<typeof inputOf>>, call: Call) {
  const bytes = encodeContent(args.content, args.path, context.budgets)
  using target = openTarget(await context.contained(call), args.path, args.createParents)
  const { path } = target.place
  if (target.current && !args.overwrite) {
    throw refusal('ALREADY_EXISTS', { path, next: 'Set overwrite: true to replace it, or choose another name.' })
  }
  await checkEtag(target.current, args.ifMatch, path, call.signal)
  using staged = await stageFile(target.located, target.current?.facts, [bytes], call.signal)
  if (!args.overwrite) staged.create()
  else if (args.ifMatch !== undefined) commitUnchanged(staged, target)
  else staged.replace()
  const created = target.current === undefined
  const etag = etagOf(bytes)
  return result({
    structured: { path, etag, bytes: bytes.length, created },
    content: [content.text(`${created ? 'Created' : 'Replaced'} ${path}, ${bytes.length} bytes, etag ${etag}.`)],
  })
}
