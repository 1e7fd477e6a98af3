import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Clock } from '../../../clock.ts'
import type { Budgets } from '../budgets.ts'
import { containedPortably } from '../contained-portable.ts'
import { openTestbed, type Testbed } from '../testbed.ts'
import { registerDirectoryTree } from './directory-tree.ts'
import { registerSearchFiles } from './search-files.ts'

const open = (budgets: Partial<Budgets> = {}, clock?: Clock, contain?: typeof containedPortably) =>
  openTestbed(
    (target, context) => {
      registerSearchFiles(target, context)
      registerDirectoryTree(target, context)
    },
    { budgets, ...(clock && { clock }), ...(contain && { contain }) },
  )

/** Every page of a search, as relative paths. */
async function searchAll(
  bed: Testbed,
  args: Record<string, unknown>,
): Promise<{ readonly found: string[]; readonly pages: number }> {
  const found: string[] = []
  let cursor: unknown
  for (let pages = 1; ; pages++) {
    const { text, structured } = await bed.call('search_files', { ...args, ...(cursor !== undefined && { cursor }) })
    if (Number(structured['count']) > 0) found.push(...text.split('\n').map(path => path.slice(bed.root.length + 1)))
    cursor = structured['nextCursor']
    if (cursor === undefined) return { found, pages }
  }
}

function makeFiles(bed: Testbed, paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(join(bed.root, path, '..'), { recursive: true })
    writeFileSync(join(bed.root, path), '')
  }
}

test('a glob is tested against the path relative to where the search begins', async () => {
  await using bed = await open()
  makeFiles(bed, ['a.md', 'x/b.md', 'x/y/c.md', 'x/y/.d.md', 'x/e.txt'])
  const cases = [
    ['*.md', ['a.md']],
    ['**/*.md', ['a.md', 'x/b.md', 'x/y/.d.md', 'x/y/c.md']],
    ['x/*', ['x/b.md', 'x/e.txt', 'x/y']],
    ['x/{b,e}.*', ['x/b.md', 'x/e.txt']],
    ['**/[a-b].md', ['a.md', 'x/b.md']],
    ['nothing', []],
  ] as const
  for (const [pattern, expected] of cases) {
    assert.deepEqual((await searchAll(bed, { path: '.', pattern })).found, expected, pattern)
  }
})

test('what is excluded is not gone into, and means the same in a search and in a tree', async () => {
  await using bed = await open()
  makeFiles(bed, ['keep.js', 'node_modules/a.js', 'src/node_modules/b.js', 'src/c.js', 'src/d.test.js'])
  const excludePatterns = ['node_modules', '**/*.test.js']
  const { found } = await searchAll(bed, { path: '.', pattern: '**/*.js', excludePatterns })
  assert.deepEqual(found, ['keep.js', 'src/c.js'])
  const tree = await bed.call('directory_tree', { path: '.', excludePatterns })
  assert.deepEqual(JSON.parse(tree.text), [
    { name: 'keep.js', type: 'file' },
    { name: 'src', type: 'directory', children: [{ name: 'c.js', type: 'file' }] },
  ])
})

test('links are found and not gone into, and the trash is never shown', async () => {
  await using bed = await open()
  makeFiles(bed, ['.lintel-trash/gone.txt', 'real/in.txt'])
  writeFileSync(join(bed.outside, 'secret.txt'), '')
  symlinkSync(bed.outside, join(bed.root, 'out'))
  symlinkSync('real', join(bed.root, 'way'))
  const { found } = await searchAll(bed, { path: '.', pattern: '**' })
  assert.deepEqual(found, ['out', 'real', 'real/in.txt', 'way'])
  assert.deepEqual(
    (await bed.call('search_files', { path: 'way', pattern: '*' })).text,
    join(bed.root, 'way', 'in.txt'),
  )
})

test('a name with a line break does not pass for two entries', async () => {
  await using bed = await open()
  makeFiles(bed, ['a\n/etc/passwd'.replaceAll('/', ':')])
  const { text } = await bed.call('search_files', { path: '.', pattern: '*' })
  assert.equal(text.split('\n').length, 1)
})

test('a directory that may not be read is counted, and the rest is answered', async () => {
  await using bed = await open({}, undefined, containedPortably)
  makeFiles(bed, ['a/x.txt', 'closed/y.txt'])
  chmodSync(join(bed.root, 'closed'), 0)
  const { text, structured } = await asNobody(bed, () => bed.call('search_files', { path: '.', pattern: '**/*.txt' }))
  assert.deepEqual([text, structured['unreadable']], [join(bed.root, 'a/x.txt'), 1])
})

/** Root may read everything; so the test gives up that right for a while, where it has it. */
async function asNobody<T>(bed: Testbed, act: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return act()
  chmodSync(bed.base, 0o755)
  process.seteuid!(65_534)
  try {
    return await act()
  } finally {
    process.seteuid!(0)
  }
}

test('pages by cursor give each entry once and in order, for any tree and page size', async () => {
  const name = fc.constantFrom('a', 'b', 'c.d', 'e', '.f', 'é', 'z z')
  const paths = fc.uniqueArray(
    fc.array(name, { minLength: 1, maxLength: 4 }).map(names => `${names.join('/')}/leaf`),
    { maxLength: 20 },
  )
  await fc.assert(
    fc.asyncProperty(paths, fc.integer({ min: 1, max: 7 }), async (paths, entries) => {
      await using bed = await open({ entries })
      makeFiles(bed, paths)
      const { found } = await searchAll(bed, { path: '.', pattern: '**' })
      const expected = new Set(
        paths.flatMap(path => path.split('/').map((_, at, names) => names.slice(0, at + 1).join('/'))),
      )
      assert.deepEqual([...found].sort(), [...expected].sort())
      const order = found.map(path => path.split('/'))
      for (let at = 1; at < order.length; at++) assert.ok(before(order[at - 1]!, order[at]!), found.join(' '))
    }),
    { numRuns: 25 },
  )
})

test('a cursor goes on also where its entry is gone, and after what came in between', async () => {
  await using bed = await open({ entries: 2 })
  makeFiles(bed, ['a', 'b', 'd', 'e'])
  const first = await bed.call('search_files', { path: '.', pattern: '*' })
  makeFiles(bed, ['aa', 'c'])
  const second = await bed.call('search_files', { path: '.', pattern: '*', cursor: first.structured['nextCursor'] })
  assert.equal(second.text, [join(bed.root, 'c'), join(bed.root, 'd')].join('\n'))
  const other = await bed.call('search_files', { path: '.', pattern: '**', cursor: first.structured['nextCursor'] })
  assert.equal(other.code, 'CURSOR_INVALID')
})

test('a search whose time is over answers what it has and goes on by cursor', async () => {
  let now = 0
  const clock: Clock = { now: () => (now += 10), every: () => () => {}, after: () => () => {} }
  await using bed = await open({ walkMs: 50 }, clock)
  const paths = Array.from({ length: 40 }, (_, at) => `d${at}/f.txt`).sort()
  makeFiles(bed, paths)
  const { found, pages } = await searchAll(bed, { path: '.', pattern: '**/f.txt' })
  assert.deepEqual(found, paths)
  assert.ok(pages > 5)
})

test('a pattern that takes exponential time is refused, and the server goes on', async () => {
  await using bed = await open()
  makeFiles(
    bed,
    Array.from({ length: 50 }, (_, at) => `${'a'.repeat(200)}${at}`),
  )
  const pattern = `${'*a'.repeat(40)}*b`
  assert.equal((await bed.call('search_files', { path: '.', pattern })).code, 'PATTERN_INVALID')
  assert.equal((await bed.call('search_files', { path: '.', pattern: '*49' })).structured['count'], 1)
})

test('stars in many names of a pattern multiply, and are refused where they take too long', async () => {
  await using bed = await open()
  const names = Array.from({ length: 6 }, () => 'a'.repeat(200))
  makeFiles(bed, [[...names, 'x'].join('/')])
  const astray = `${'*a*/'.repeat(6)}q`
  const refused = await Promise.all([
    bed.call('search_files', { path: '.', pattern: astray }),
    bed.call('search_files', { path: '.', pattern: `${'*[a]+'.repeat(8)}/`.repeat(6) }),
    bed.call('search_files', { path: '.', pattern: '**', excludePatterns: [astray] }),
    bed.call('directory_tree', { path: '.', excludePatterns: [astray] }),
  ])
  assert.deepEqual(
    refused.map(({ code }) => code),
    refused.map(() => 'PATTERN_INVALID'),
  )
  assert.equal((await bed.call('search_files', { path: '.', pattern: `${'*/'.repeat(6)}x` })).structured['count'], 1)
})

test('a tree of 20,000 files is searched to its end within little memory and without holding up other calls', async () => {
  await using bed = await open()
  makeTree(bed, 40, 500)
  let turns = 0
  const timer = setInterval(() => turns++, 0)
  const before = process.memoryUsage().heapUsed
  const { text, structured } = await bed.call('search_files', { path: '.', pattern: '**/f499.txt' })
  const grown = process.memoryUsage().heapUsed - before
  clearInterval(timer)
  assert.equal(text.split('\n').length, 40)
  assert.equal(structured['nextCursor'], undefined)
  assert.ok(turns > 0, 'other work had its turn')
  assert.ok(grown < 50_000_000, `the heap grew by ${grown} bytes`)
})

test('a directory of 20,000 entries is gone through in order, a window at a time', async () => {
  await using bed = await open({ entries: 15_000, textBytes: 10_000_000 })
  makeTree(bed, 1, 20_000)
  const { found, pages } = await searchAll(bed, { path: '.', pattern: '**/*.txt' })
  assert.equal(pages, 2)
  const expected = Array.from({ length: 20_000 }, (_, at) => `d0/f${at}.txt`).sort()
  assert.deepEqual(found, expected)
})

test('a tree in pages holds each entry once, below the directories that lead to it', async () => {
  await using bed = await open({ entries: 3 })
  makeFiles(bed, ['a/b/c.txt', 'a/b/d.txt', 'a/e.txt', 'f.txt'])
  mkdirSync(join(bed.root, 'a', 'empty'))
  const first = await bed.call('directory_tree', { path: '.' })
  assert.deepEqual(JSON.parse(first.text), [
    {
      name: 'a',
      type: 'directory',
      children: [{ name: 'b', type: 'directory', children: [{ name: 'c.txt', type: 'file' }] }],
    },
  ])
  const second = await bed.call('directory_tree', { path: '.', cursor: first.structured['nextCursor'] })
  assert.deepEqual(JSON.parse(second.text), [
    {
      name: 'a',
      type: 'directory',
      children: [
        { name: 'b', type: 'directory', children: [{ name: 'd.txt', type: 'file' }] },
        { name: 'e.txt', type: 'file' },
        { name: 'empty', type: 'directory', children: [] },
      ],
    },
  ])
  const shallow = await bed.call('directory_tree', { path: '.', depth: 1 })
  assert.deepEqual(JSON.parse(shallow.text), [
    { name: 'a', type: 'directory', children: [] },
    { name: 'f.txt', type: 'file' },
  ])
  assert.equal(shallow.structured['tooDeep'], 1)
})

test('a tree too deep for a walk is answered down to the limit, and says so', async () => {
  await using bed = await open()
  mkdirSync(join(bed.root, ...Array.from({ length: 150 }, () => 'd')), { recursive: true })
  const { structured } = await bed.call('search_files', { path: '.', pattern: '**' })
  assert.deepEqual([structured['count'], structured['tooDeep']], [100, 1])
})

function makeTree(bed: Testbed, directories: number, files: number): void {
  for (let directory = 0; directory < directories; directory++) {
    mkdirSync(join(bed.root, `d${directory}`))
    for (let file = 0; file < files; file++) writeFileSync(join(bed.root, `d${directory}`, `f${file}.txt`), '')
  }
}

/** Whether a walk in the order of names comes by `a` before `b`. */
function before(a: readonly string[], b: readonly string[]): boolean {
  for (const [at, name] of a.entries()) {
    const other = b[at]
    if (other === undefined) return false
    if (name !== other) return name < other
  }
  return true
}
