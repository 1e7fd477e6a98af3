import * as z from 'zod'
import type { Call } from '../../../call.ts'
import { content, result } from '../../../primitives/content.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import { amount } from '../amount.ts'
import type { Budgets } from '../budgets.ts'
import type { FilesystemContext } from '../context.ts'
import { etagOf } from '../etag.ts'
import { allFiles } from '../freshness.ts'
import { readWhole } from '../reading/read-whole.ts'
import { compareEtag } from '../writing/check-etag.ts'
import { encodeContent, refuseOversize } from '../writing/encode-content.ts'
import { openTarget } from '../writing/open-target.ts'
import { commitUnchanged, stageFile } from '../writing/stage-file.ts'
import { contentArgument, createParentsArgument, etagResult, ifMatchArgument, pathArgument } from './write-arguments.ts'

const inputOf = (budgets: Budgets) =>
  z.strictObject({
    path: pathArgument,
    content: contentArgument(budgets),
    ifMatch: ifMatchArgument,
    createParents: createParentsArgument,
  })

const output = z.strictObject({
  path: z.string(),
  etag: etagResult,
  bytes: amount().describe('Size of the file.'),
  appended: amount().describe('Bytes added at its end.'),
  created: z.boolean().describe('The file did not exist before.'),
})

export function registerAppendFile(target: Definitions, context: FilesystemContext): void {
  target.tool('append_file', {
    title: 'Append to a file',
    description:
      'Adds text at the end of a file, or creates it. Nothing is added in between: begin with a line break where the ' +
      'file does not end in one. Others see all of the addition or nothing.',
    input: inputOf(context.budgets),
    output,
    destructive: false,
    dirties: allFiles,
    idempotent: false,
    openWorld: false,
    run: (args, call) => appendFile(context, args, call),
  })
}

async function appendFile(context: FilesystemContext, args: z.output<ReturnType<typeof inputOf>>, call: Call) {
  const added = encodeContent(args.content, args.path, context.budgets)
  using target = openTarget(await context.contained(call), args.path, args.createParents)
  const { current, place } = target
  const before = current && (await readWhole(current, context.budgets.fileBytes, call.signal))
  compareEtag(before && etagOf(before), args.ifMatch, place.path)
  const bytes = before ? Buffer.concat([before, added]) : added
  refuseOversize(bytes.length, place.path, context.budgets)
  using staged = await stageFile(target.located, target.current?.facts, [bytes], call.signal)
  commitUnchanged(staged, target)
  const created = current === undefined
  const etag = etagOf(bytes)
  const where = `${created ? 'the new file ' : ''}${place.path}`
  return result({
    structured: { path: place.path, etag, bytes: bytes.length, appended: added.length, created },
    content: [content.text(`Appended ${added.length} bytes to ${where}, etag ${etag}.`)],
  })
}
