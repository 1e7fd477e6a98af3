import * as z from 'zod'
import type { Definitions } from '../../../primitives/definitions.ts'
import { answer } from '../answer.ts'
import type { FilesystemContext } from '../context.ts'
import { untilWritten } from '../freshness.ts'
import { pathFacts, shownFacts, statPath } from '../reading/stat-path.ts'
import { itemFailure, itemFailureOf } from './item-failure.ts'
import { readPath } from './read-arguments.ts'

const etag = z.boolean().default(false).describe('Whether to read files for their etag (for ifMatch)')

/** `get_file_info` for one path, `stat_many` for several. */
export function registerGetFileInfo(target: Definitions, context: FilesystemContext): void {
  const { budgets } = context
  target.tool('get_file_info', {
    title: 'Get file info',
    description:
      'Tells kind, size, times and permissions of a file or directory without its contents. Links are followed.',
    input: z.strictObject({ path: readPath('The file or directory'), etag }),
    output: pathFacts,
    readOnly: true,
    cache: untilWritten,
    openWorld: false,
    async run({ path, etag }, call) {
      const contained = await context.contained(call)
      const options = { etagBytes: etag ? budgets.fileBytes : 0, signal: call.signal }
      const facts = await statPath(contained, path, options)
      return answer(shownFacts(facts), facts)
    },
  })

  target.tool('stat_many', {
    title: 'Get info on several files',
    description:
      'The same as get_file_info for many paths at once, in their order. A path that cannot be looked at says so and ' +
      'does not stop the others.',
    input: z.strictObject({
      paths: z.array(readPath('A file or directory')).min(1).max(budgets.files).describe('In the order of the answer'),
      etag,
    }),
    output: z.strictObject({ entries: z.array(z.union([pathFacts, z.strictObject({ error: itemFailure })])) }),
    readOnly: true,
    cache: untilWritten,
    openWorld: false,
    async run({ paths, etag }, call) {
      const contained = await context.contained(call)
      const options = { etagBytes: etag ? budgets.fileBytes : 0, signal: call.signal }
      const entries = []
      const lines = []
      for (const path of paths) {
        call.signal.throwIfAborted()
        try {
          const facts = await statPath(contained, path, options)
          entries.push(facts)
          lines.push(`${path}: ${shownFacts(facts)}`)
        } catch (error) {
          const failure = itemFailureOf(path, error)
          entries.push({ error: failure })
          lines.push(`${path}: Error - ${failure.message}`)
        }
      }
      return answer(lines.join('\n'), { entries })
    },
  })
}
