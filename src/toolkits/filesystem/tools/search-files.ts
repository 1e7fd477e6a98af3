import { sep } from 'node:path'
import * as z from 'zod'
import type { Definitions } from '../../../primitives/definitions.ts'
import { answer, shownName } from '../answer.ts'
import type { FilesystemContext } from '../context.ts'
import { Cursors, cursorInput } from '../cursor.ts'
import { untilWritten } from '../freshness.ts'
import { Breath } from '../walking/breath.ts'
import { chooseByGlob } from '../walking/choose-by-glob.ts'
import { compileExclude, compileGlob, excludeInput, globInput } from '../walking/glob.ts'
import { fillPage, Page, pageFacts, walkFacts, walkNotes, walkPosition } from '../walking/page.ts'
import { TreeWalk } from '../walking/tree-walk.ts'
import { readPath } from './read-arguments.ts'

const cursors = new Cursors('search_files', walkPosition)

export function registerSearchFiles(target: Definitions, context: FilesystemContext): void {
  const { budgets, clock } = context
  target.tool('search_files', {
    title: 'Search files by name',
    description:
      'Finds files, directories and links below a directory whose relative path matches a glob: "*.md" in the directory ' +
      'itself, "**/*.md" at any depth. Answers full paths, one a line. Links are not gone into. To search contents use grep.',
    input: z.strictObject({
      path: readPath('The directory to search'),
      pattern: globInput.describe('Glob on the path relative to it'),
      excludePatterns: excludeInput,
      cursor: cursorInput,
    }),
    output: z.strictObject(walkFacts),
    readOnly: true,
    cache: untilWritten,
    openWorld: false,
    run: ({ path, pattern, excludePatterns, cursor }, call) =>
      context.turns.take(call.signal, async () => {
        const contained = await context.contained(call)
        const place = contained.place(path)
        const bound = [place.path, pattern, excludePatterns]
        const after = cursor === undefined ? undefined : cursors.read(bound, cursor)
        const choose = chooseByGlob(compileGlob([pattern]), compileExclude(excludePatterns), call.signal)
        const start = contained.openDirectory(place)
        using walk = new TreeWalk({ start, after, choose, depth: budgets.depth, breath: new Breath(call.signal) })
        const page = new Page(budgets, clock)
        const base = place.path.endsWith(sep) ? place.path : place.path + sep
        const lines: string[] = []
        for await (const found of fillPage(walk, page)) {
          const line = shownName(base + (sep === '/' ? found.relative : found.segments.join(sep)))
          page.add(line)
          lines.push(line)
        }
        const facts = pageFacts(place.path, walk, page, position => cursors.write(bound, position))
        const text = lines.length > 0 ? lines.join('\n') : facts.nextCursor ? 'No matches so far' : 'No matches found'
        return answer(text, facts, walkNotes(facts, facts.nextCursor))
      }),
  })
}
