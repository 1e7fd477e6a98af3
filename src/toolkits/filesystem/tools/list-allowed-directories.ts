import * as z from 'zod'
import type { Definitions } from '../../../primitives/definitions.ts'
import { answer } from '../answer.ts'
import type { FilesystemContext } from '../context.ts'
import { untilWritten } from '../freshness.ts'

export function registerListAllowedDirectories(target: Definitions, context: FilesystemContext): void {
  target.tool('list_allowed_directories', {
    title: 'List allowed directories',
    description:
      'Names the directories that the file tools may use, with everything below them. Ask before you guess paths.',
    output: z.strictObject({
      directories: z.array(z.strictObject({ path: z.string(), readOnly: z.boolean() })),
      fileTypes: z.array(z.string()).optional().describe('The only extensions allowed; left out where all are'),
    }),
    readOnly: true,
    cache: untilWritten,
    openWorld: false,
    async run(_args, call) {
      const { roots } = await context.contained(call)
      const directories = roots.map(({ path, readOnly }) => ({ path, readOnly }))
      const lines = directories.map(({ path, readOnly }) => (readOnly ? `${path} (read-only)` : path))
      const text = lines.length === 0 ? 'No directory is allowed' : `Allowed directories:\n${lines.join('\n')}`
      const { fileTypes } = context
      return answer(text, { directories, ...(fileTypes && { fileTypes: [...fileTypes] }) }, [
        fileTypes && `Only files of these types: ${fileTypes.join(' ')}`,
      ])
    },
  })
}
