import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { etagOf } from '../etag.ts'
import { openTestbed, type TestbedSettings } from '../testbed.ts'
import { registerWriteTools } from '../tools.ts'

const open = (settings: TestbedSettings = {}) => openTestbed(registerWriteTools, settings)
const read = (path: string) => readFileSync(path, 'utf8')

test('a file, a directory and a link move, each as what it is', async () => {
  await using bed = await open()
  const at = (name: string) => join(bed.root, name)
  writeFileSync(at('file'), 'f')
  const { ino } = statSync(at('file'))
  mkdirSync(at('dir'))
  writeFileSync(at('dir/inner'), 'i')
  writeFileSync(join(bed.outside, 'target'), 't')
  symlinkSync(join(bed.outside, 'target'), at('link'))
  mkdirSync(at('to'))
  for (const [name, kind] of [
    ['file', 'file'],
    ['dir', 'directory'],
    ['link', 'link'],
  ]) {
    const { structured } = await bed.call('move_file', { source: name, destination: at(`to/${name}`) })
    assert.deepEqual(structured, { source: at(name!), destination: at(`to/${name}`), kind, replaced: false })
  }
  assert.deepEqual(readdirSync(bed.root), ['to'])
  assert.equal(statSync(at('to/file')).ino, ino)
  assert.equal(read(at('to/dir/inner')), 'i')
  assert.equal(readlinkSync(at('to/link')), join(bed.outside, 'target'))
  assert.equal(read(join(bed.outside, 'target')), 't')
})

test('a destination that exists is refused, whatever it is', async () => {
  await using bed = await open()
  const at = (name: string) => join(bed.root, name)
  writeFileSync(at('a'), 'a')
  mkdirSync(at('d'))
  writeFileSync(at('file'), 'old')
  mkdirSync(at('empty'))
  symlinkSync('nowhere', at('link'))
  execFileSync('mkfifo', [at('pipe')])
  for (const source of ['a', 'd']) {
    for (const destination of ['file', 'empty', 'link', 'pipe', source]) {
      assert.equal((await bed.call('move_file', { source, destination })).code, 'ALREADY_EXISTS', destination)
    }
  }
  const says = async (source: string, destination: string) =>
    (await bed.call('move_file', { source, destination })).text
  for (const destination of ['file', 'link']) assert.match(await says('a', destination), /overwrite: true/)
  assert.match(await says('d', 'empty'), /directories are never replaced/)
  for (const [source, destination] of [
    ['d', 'empty'],
    ['d', 'file'],
    ['a', 'pipe'],
  ] as const)
    assert.doesNotMatch(await says(source, destination), /overwrite/)
  assert.equal(read(at('file')), 'old')
  assert.equal(readlinkSync(at('link')), 'nowhere')
  assert.deepEqual(readdirSync(bed.root).sort(), ['a', 'd', 'empty', 'file', 'link', 'pipe'])
})

test('with overwrite a file is replaced, and a directory or a pipe never', async () => {
  await using bed = await open()
  const at = (name: string) => join(bed.root, name)
  for (const name of ['a', 'file']) writeFileSync(at(name), name)
  mkdirSync(at('dir'))
  execFileSync('mkfifo', [at('pipe')])
  const move = (source: string, destination: string, more = {}) =>
    bed.call('move_file', { source, destination, overwrite: true, ...more })
  const onDirectory = await move('a', 'dir')
  assert.equal(onDirectory.code, 'ALREADY_EXISTS')
  assert.match(onDirectory.text, /directories are never replaced/)
  assert.equal((await move('a', 'pipe')).code, 'NOT_A_FILE')
  assert.equal((await move('dir', 'file')).code, 'NOT_A_DIRECTORY')
  assert.equal((await move('pipe', 'new')).code, 'NOT_A_FILE')
  assert.equal((await move('a', 'file', { ifDestinationMatch: etagOf('other') })).code, 'ETAG_MISMATCH')
  assert.equal((await move('a', 'file', { ifMatch: etagOf('other') })).code, 'ETAG_MISMATCH')
  const made = await move('a', 'file', { ifMatch: etagOf('a'), ifDestinationMatch: etagOf('file') })
  assert.equal(made.structured['replaced'], true)
  assert.equal(read(at('file')), 'a')
  assert.deepEqual(readdirSync(bed.root).sort(), ['dir', 'file', 'pipe'])
})

test('of many moves to one name at once, one is made and nothing is lost', async () => {
  await using bed = await open()
  const names = Array.from({ length: 20 }, (_, at) => `f${at}`)
  for (const name of names) writeFileSync(join(bed.root, name), name)
  const answers = await Promise.all(names.map(source => bed.call('move_file', { source, destination: 'to' })))
  const moved = names.filter((_, at) => answers[at]!.code === undefined)
  assert.equal(moved.length, 1)
  assert.equal(read(join(bed.root, 'to')), moved[0])
  const left = [...names.filter(name => name !== moved[0]), 'to'].sort()
  assert.deepEqual(readdirSync(bed.root).sort(), left)
})

test('with overwrite a second name of the same file is not taken for a move', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, 'a'), 'a')
  linkSync(join(bed.root, 'a'), join(bed.root, 'b'))
  for (const destination of ['a', 'b']) {
    const { code } = await bed.call('move_file', { source: 'a', destination, overwrite: true })
    assert.equal(code, 'ALREADY_EXISTS')
  }
  assert.deepEqual(readdirSync(bed.root), ['a', 'b'])
})

test('a directory does not move into itself, and a root not at all', async () => {
  await using bed = await open()
  mkdirSync(join(bed.root, 'a/b'), { recursive: true })
  symlinkSync('a/b', join(bed.root, 'short'))
  for (const destination of ['a/x', 'a/b/x', 'short/x']) {
    assert.equal((await bed.call('move_file', { source: 'a', destination })).code, 'INTO_ITSELF')
  }
  assert.equal((await bed.call('move_file', { source: bed.root, destination: 'a/x' })).code, 'ROOT_ITSELF')
  assert.deepEqual(readdirSync(join(bed.root, 'a')), ['b'])
})

test('read-only roots, other file types and places outside are refused on both ends', async () => {
  await using bed = await open({ extensions: ['.md'] })
  writeFileSync(join(bed.root, 'a.md'), '')
  writeFileSync(join(bed.root, 'a.sh'), '')
  writeFileSync(join(bed.frozen, 'f.md'), '')
  symlinkSync(bed.outside, join(bed.root, 'out'))
  const move = async (source: string, destination: string) =>
    (await bed.call('move_file', { source, destination, overwrite: true, createParents: true })).code
  assert.equal(await move('a.md', join(bed.frozen, 'a.md')), 'READ_ONLY')
  assert.equal(await move('a.md', join(bed.frozen, 'f.md')), 'READ_ONLY')
  assert.equal(await move(join(bed.frozen, 'f.md'), 'f.md'), 'READ_ONLY')
  assert.equal(await move('a.md', 'b.sh'), 'EXTENSION_NOT_ALLOWED')
  assert.equal(await move('a.sh', 'b.md'), 'EXTENSION_NOT_ALLOWED')
  assert.equal(await move('a.md', 'out/b.md'), 'PATH_OUTSIDE_ROOTS')
  assert.equal(await move('a.md', 'out/deep/b.md'), 'PATH_OUTSIDE_ROOTS')
  assert.equal(await move('a.md', join(bed.outside, 'b.md')), 'PATH_OUTSIDE_ROOTS')
  assert.equal(await move('a.md', '.lintel-b.md'), 'RESERVED_NAME')
  assert.deepEqual(readdirSync(bed.outside), [])
  assert.deepEqual(readdirSync(bed.frozen), ['f.md'])
  assert.deepEqual(readdirSync(bed.root).sort(), ['a.md', 'a.sh', 'out'])
  assert.ok(lstatSync(join(bed.root, 'out')).isSymbolicLink())
})

test('names keep their spaces and quotes', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, ' a'), '')
  await bed.call('move_file', { source: ' a', destination: '"b" ' })
  assert.deepEqual(readdirSync(bed.root), ['"b" '])
})
