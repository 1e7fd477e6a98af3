import * as z from 'zod'
import type { Call } from '../../../call.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import { amount } from '../amount.ts'
import { answer } from '../answer.ts'
import type { FilesystemContext } from '../context.ts'
import { untilWritten } from '../freshness.ts'
import { readTextPage, textFacts } from '../reading/read-page.ts'
import { offsetOfTail } from '../reading/text-slice.ts'
import { readPath } from './read-arguments.ts'

const lines = amount().optional()

const input = z
  .strictObject({
    path: readPath('The file'),
    head: lines.describe('Only so many lines from the start. Default: all'),
    tail: lines.describe('Only so many lines from the end. Default: all'),
  })
  .refine(({ head, tail }) => head === undefined || tail === undefined, {
    message: 'head and tail cannot be asked for at once',
    path: ['tail'],
  })

const output = z.strictObject(textFacts)

/** `read_text_file`, and `read_file`, a deprecated alias of it. */
export function registerReadTextFile(target: Definitions, context: FilesystemContext): void {
  const shared = { input, output, readOnly: true, cache: untilWritten, openWorld: false, run }
  target.tool('read_text_file', {
    ...shared,
    title: 'Read text file',
    description:
      'Reads a file as UTF-8 text: all of it, or its first (head) or last (tail) lines. Line ends are kept as they are. ' +
      'The text is in content; a large file is answered in part, with nextCursor for read_range.',
  })
  target.tool('read_file', {
    ...shared,
    title: 'Read file (deprecated)',
    description: 'The same as read_text_file, which you should use instead.',
  })

  async function run({ path, head, tail }: z.output<typeof input>, call: Call) {
    const contained = await context.contained(call)
    using file = contained.openFile(contained.place(path))
    const start = tail === undefined ? 0 : await offsetOfTail(file, tail, call.signal)
    const page = await readTextPage(
      file,
      { start, line: start === 0 ? 1 : undefined, lines: head },
      context.budgets,
      call.signal,
    )
    const asked = head !== undefined || tail !== undefined
    return answer(asked ? withoutLastBreak(page.slice.text) : page.slice.text, page.facts, page.notes)
  }
}

/** So many lines, joined: the break after the last is not part of them. */
function withoutLastBreak(text: string): string {
  return text.replace(/\r?\n$/, '')
}
