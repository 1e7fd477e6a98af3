import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTestbed, type Testbed } from '../testbed.ts'
import { registerListAllowedDirectories } from './list-allowed-directories.ts'
import { registerListDirectory } from './list-directory.ts'
import { registerListDirectoryWithSizes } from './list-directory-with-sizes.ts'

const open = (entries = 1_000, extensions?: readonly string[]) =>
  openTestbed(
    (target, context) => {
      registerListDirectory(target, context)
      registerListDirectoryWithSizes(target, context)
      registerListAllowedDirectories(target, context)
    },
    { budgets: { entries }, ...(extensions && { extensions }) },
  )

function fill(bed: Testbed): void {
  mkdirSync(join(bed.root, 'sub'))
  mkdirSync(join(bed.root, '.lintel-trash'))
  writeFileSync(join(bed.root, 'small.txt'), 'x'.repeat(10))
  writeFileSync(join(bed.root, 'a big.txt'), 'x'.repeat(3_000))
  writeFileSync(join(bed.outside, 'secret.bin'), '')
  truncateSync(join(bed.outside, 'secret.bin'), 123_456_789)
  symlinkSync(join(bed.outside, 'secret.bin'), join(bed.root, 'link'))
}

test('a directory is listed in the order of names, links as links, without the trash', async () => {
  await using bed = await open()
  fill(bed)
  const { text, structured } = await bed.call('list_directory', { path: '.' })
  assert.equal(text, '[FILE] a big.txt\n[LINK] link\n[FILE] small.txt\n[DIR] sub')
  assert.deepEqual(structured, { path: bed.root, count: 4 })
})

test('sizes are of the entries themselves: nothing is told of what a link points to', async () => {
  await using bed = await open()
  fill(bed)
  const { text, structured } = await bed.call('list_directory_with_sizes', { path: '.' })
  assert.deepEqual(
    text.split('\n').map(line => line.replaceAll(/ +/g, ' ')),
    [
      '[FILE] a big.txt 2.93 KB',
      '[LINK] link',
      '[FILE] small.txt 10 B',
      '[DIR] sub',
      '',
      'Total: 3 files, 1 directories',
      'Combined size: 2.94 KB',
    ],
  )
  assert.deepEqual(structured, { path: bed.root, count: 4, files: 3, directories: 1, totalSize: 3_010 })
})

test('a directory with nothing in it says so, with its totals where sizes are asked for', async () => {
  await using bed = await open()
  mkdirSync(join(bed.root, '.lintel-trash'))
  const { text, structured } = await bed.call('list_directory', { path: '.' })
  assert.equal(text, 'The directory is empty.')
  assert.deepEqual(structured, { path: bed.root, count: 0 })
  const sized = await bed.call('list_directory_with_sizes', { path: '.' })
  assert.equal(sized.text, 'The directory is empty.\n\nTotal: 0 files, 0 directories\nCombined size: 0 B')
})

test('a large directory comes in pages, by name or by size, each with the totals of the whole', async () => {
  await using bed = await open(7)
  for (let at = 0; at < 20; at++) writeFileSync(join(bed.root, `f${String(at).padStart(2, '0')}`), 'x'.repeat(at % 5))
  const byName = Array.from({ length: 20 }, (_, at) => `f${String(at).padStart(2, '0')}`)
  const bySize = byName.toSorted((a, b) => (Number(b.slice(1)) % 5) - (Number(a.slice(1)) % 5) || (a < b ? -1 : 1))
  for (const [tool, sortBy, expected] of [
    ['list_directory', undefined, byName],
    ['list_directory_with_sizes', 'name', byName],
    ['list_directory_with_sizes', 'size', bySize],
  ] as const) {
    const names: string[] = []
    let cursor: unknown
    do {
      const args = { path: '.', ...(sortBy && { sortBy }), ...(cursor !== undefined && { cursor }) }
      const { text, structured } = await bed.call(tool, args)
      names.push(...text.split('\n').flatMap(line => /^\[FILE\] (f\d+)/.exec(line)?.[1] ?? []))
      if (sortBy) assert.deepEqual([structured['files'], structured['totalSize']], [20, 40])
      cursor = structured['nextCursor']
    } while (cursor !== undefined)
    assert.deepEqual(names, expected)
  }
})

test('a cursor of another directory or order is refused', async () => {
  await using bed = await open(1)
  fill(bed)
  const { structured } = await bed.call('list_directory_with_sizes', { path: '.', sortBy: 'size' })
  const cursor = structured['nextCursor']
  assert.equal(
    (await bed.call('list_directory_with_sizes', { path: '.', sortBy: 'name', cursor })).code,
    'CURSOR_INVALID',
  )
  assert.equal((await bed.call('list_directory', { path: '.', cursor })).code, 'CURSOR_INVALID')
})

test('a file, a link to outside and a path beside the root are no directories to list', async () => {
  await using bed = await open()
  fill(bed)
  symlinkSync(bed.outside, join(bed.root, 'out'))
  mkdirSync(`${bed.root} `)
  for (const [path, code] of [
    ['small.txt', 'NOT_A_DIRECTORY'],
    ['gone', 'FILE_NOT_FOUND'],
    ['out', 'PATH_OUTSIDE_ROOTS'],
    [`${bed.root} `, 'PATH_OUTSIDE_ROOTS'],
    [`${bed.root}"`, 'PATH_OUTSIDE_ROOTS'],
  ] as const) {
    for (const tool of ['list_directory', 'list_directory_with_sizes']) {
      assert.equal((await bed.call(tool, { path })).code, code, path)
    }
  }
})

test('a relative path starts at the first root: the tool says so, and the refusal where nothing is there', async () => {
  await using bed = await open()
  writeFileSync(join(bed.frozen, 'only-there'), '')
  const { code, text } = await bed.call('list_directory', { path: 'only-there' })
  assert.equal(code, 'FILE_NOT_FOUND')
  assert.match(text, /relative path .* first .* list_allowed_directories/)
  const { tools } = await bed.client.listTools()
  const schema = JSON.stringify(tools.find(({ name }) => name === 'list_directory')?.inputSchema)
  assert.match(schema, /relative to the first allowed directory/)
})

test('the allowed directories are named with what may be done there', async () => {
  await using bed = await open(1_000, ['.md'])
  const { text, structured } = await bed.call('list_allowed_directories', {})
  assert.equal(text, `Allowed directories:\n${bed.root}\n${bed.frozen} (read-only)`)
  assert.deepEqual(structured, {
    directories: [
      { path: bed.root, readOnly: false },
      { path: bed.frozen, readOnly: true },
    ],
    fileTypes: ['.md'],
  })
})
