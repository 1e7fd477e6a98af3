import * as z from 'zod'
import type { Definitions } from '../../../primitives/definitions.ts'
import { answer } from '../answer.ts'
import type { Kind } from '../contained.ts'
import type { FilesystemContext } from '../context.ts'
import { Cursors, cursorInput } from '../cursor.ts'
import { untilWritten } from '../freshness.ts'
import { Breath } from '../walking/breath.ts'
import { chooseByGlob } from '../walking/choose-by-glob.ts'
import { compileExclude, everything, excludeInput } from '../walking/glob.ts'
import { fillPage, Page, pageFacts, walkFacts, walkNotes, walkPosition } from '../walking/page.ts'
import { TreeWalk } from '../walking/tree-walk.ts'
import { readPath } from './read-arguments.ts'

interface Node {
  readonly name: string
  readonly type: Kind
  readonly children?: Node[]
}

const cursors = new Cursors('directory_tree', walkPosition)

export function registerDirectoryTree(target: Definitions, context: FilesystemContext): void {
  const { budgets, clock } = context
  target.tool('directory_tree', {
    title: 'Directory tree',
    description:
      'The tree below a directory as JSON: {name, type, children}, where only directories have children. Links are ' +
      'shown and not gone into. A large tree comes in pages; a page repeats the directories that lead to its entries.',
    input: z.strictObject({
      path: readPath('The directory'),
      excludePatterns: excludeInput,
      depth: z.int().min(1).max(budgets.depth).default(budgets.depth).describe('Levels to go down'),
      cursor: cursorInput,
    }),
    output: z.strictObject(walkFacts),
    readOnly: true,
    cache: untilWritten,
    openWorld: false,
    run: ({ path, excludePatterns, depth, cursor }, call) =>
      context.turns.take(call.signal, async () => {
        const contained = await context.contained(call)
        const place = contained.place(path)
        const bound = [place.path, excludePatterns, depth]
        const after = cursor === undefined ? undefined : cursors.read(bound, cursor)
        const choose = chooseByGlob(everything, compileExclude(excludePatterns), call.signal)
        const start = contained.openDirectory(place)
        using walk = new TreeWalk({ start, after, choose, depth, breath: new Breath(call.signal) })
        const page = new Page(budgets, clock)
        const tree = new TreeBuilder()
        for await (const found of fillPage(walk, page)) {
          page.add(`{"name":"${found.name}","type":"${found.kind}","children":[]}`)
          tree.add(found.segments, found.kind)
        }
        const facts = pageFacts(place.path, walk, page, position => cursors.write(bound, position))
        return answer(JSON.stringify(tree.nodes), facts, walkNotes(facts, facts.nextCursor))
      }),
  })
}

/** Puts entries, which come in the order of a walk, into their parents. */
class TreeBuilder {
  readonly nodes: Node[] = []
  /** The directories down to the last entry. */
  #open: { readonly name: string; readonly children: Node[] }[] = []

  add(segments: readonly string[], type: Kind): void {
    const parents = segments.slice(0, -1)
    const shared = this.#open.findIndex((level, at) => level.name !== parents[at])
    if (shared !== -1) this.#open.length = shared
    this.#open.length = Math.min(this.#open.length, parents.length)
    for (const name of parents.slice(this.#open.length)) this.#enter(name)
    const name = segments.at(-1)!
    if (type === 'directory') this.#enter(name)
    else this.#siblings.push({ name, type })
  }

  get #siblings(): Node[] {
    return this.#open.at(-1)?.children ?? this.nodes
  }

  #enter(name: string): void {
    const children: Node[] = []
    this.#siblings.push({ name, type: 'directory', children })
    this.#open.push({ name, children })
  }
}
