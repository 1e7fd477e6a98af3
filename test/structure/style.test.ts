import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTest, listFiles, sourceFiles } from './source-tree.ts'

const files = sourceFiles('src')
const production = files.filter(file => !isTest(file))

const longest = 500
const medianLimit = 80

test(`no source file is longer than ${longest} lines and their median is at most ${medianLimit}`, t => {
  const sizes = production
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .sort((a, b) => a.lines - b.lines)
  const median = sizes[Math.floor(sizes.length / 2)]!.lines
  const ninth = sizes[Math.floor(sizes.length * 0.9)]!.lines
  t.diagnostic(
    `${sizes.length} files, median ${median}, p90 ${ninth}, largest ${sizes.at(-1)!.lines} (${sizes.at(-1)!.path})`,
  )
  assert.deepEqual(
    sizes.filter(({ path, lines }) => lines > longest && !declarationsOnly(path)),
    [],
  )
  assert.ok(median <= medianLimit, `median ${median}`)
})

test('the source has no default export, no re-export of everything and no silenced check', () => {
  const forbidden = {
    'default export': /^export default\b/m,
    barrel: /^export \*/m,
    'silenced type check': /@ts-(?:ignore|nocheck|expect-error)/,
    'silenced lint': /biome-ignore-all|biome-ignore[^\n]*noExplicitAny/,
    'work left to do': /\b(?:TODO|FIXME|XXX)\b/,
  }
  const found = production.flatMap(({ path, text }) =>
    Object.entries(forbidden).flatMap(([name, pattern]) => (pattern.test(text) ? [`${path}: ${name}`] : [])),
  )
  // Zod's names are handed on whole, as the namespace `z`.
  assert.deepEqual(found, ['src/zod/core.ts: barrel', 'src/zod/zod.ts: barrel'])
})

test('files are named after one thing, in kebab-case', () => {
  const drawers = /(?:^|[/-])(?:utils?|helpers?|misc|common|shared|stuff)(?:[/.-]|$)/
  const paths = ['src', 'test', 'bench', 'examples', 'scripts'].flatMap(folder => listFiles(`${folder}/**/*.ts`))
  assert.deepEqual(
    paths.filter(path => drawers.test(path)),
    [],
    'drawers',
  )
  assert.deepEqual(
    paths.filter(path => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)+[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test)?\.ts$/.test(path)),
    [],
    'not kebab-case',
  )
})

test('only an entry of the package is called index.ts', () => {
  assert.deepEqual(
    production
      .map(file => file.path)
      .filter(path => path.endsWith('/index.ts') && !/^src\/(?:toolkits\/[^/]+\/|testing\/)?index\.ts$/.test(path)),
    [],
  )
})

test('no test is skipped, left to do or run alone', () => {
  const silenced = /\b(?:test|it|describe)\.(?:skip|only|todo)\b|\bt\.(?:skip|todo)\(/
  assert.deepEqual(
    [...files, ...sourceFiles('test')]
      .filter(file => isTest(file) && silenced.test(file.text))
      .map(file => file.path)
      .filter(path => path !== 'test/structure/style.test.ts'),
    [],
  )
})

/** The error table and types may be long: there is nothing to follow in them. */
function declarationsOnly(path: string): boolean {
  return path === 'src/errors.ts'
}
