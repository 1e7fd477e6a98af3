import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
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

test('a file is written, and its etag is that of its contents', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a.txt')
  const { structured, text } = await bed.call('write_file', { path, content: 'héllo\r\n' })
  const etag = etagOf('héllo\r\n')
  assert.deepEqual(structured, { path, etag, bytes: 8, created: true })
  assert.equal(text, `Created ${path}, 8 bytes, etag ${etag}.`)
  assert.equal(read(path), 'héllo\r\n')
  assert.deepEqual(readdirSync(bed.root), ['a.txt'])
})

test('a replaced file keeps its mode and, where the process may set it, its owner', async () => {
  await using bed = await open()
  const path = join(bed.root, 'run.sh')
  writeFileSync(path, 'old')
  chmodSync(path, 0o751)
  const mayChown = process.getuid?.() === 0
  if (mayChown) chownSync(path, 1234, 2345)
  const { structured } = await bed.call('write_file', { path, content: 'new' })
  assert.equal(structured['created'], false)
  const { mode, uid, gid } = statSync(path)
  assert.equal(mode & 0o7777, 0o751)
  if (mayChown) assert.deepEqual([uid, gid], [1234, 2345])
  assert.equal(read(path), 'new')
})

test('a new file has the mode that the umask leaves', async () => {
  await using bed = await open()
  await bed.call('write_file', { path: join(bed.root, 'new'), content: '' })
  writeFileSync(join(bed.root, 'plain'), '')
  assert.equal(statSync(join(bed.root, 'new')).mode, statSync(join(bed.root, 'plain')).mode)
})

test('other hard links of a replaced file keep the old contents', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, 'a'), 'old')
  linkSync(join(bed.root, 'a'), join(bed.outside, 'other'))
  await bed.call('write_file', { path: join(bed.root, 'a'), content: 'new' })
  assert.equal(read(join(bed.root, 'a')), 'new')
  assert.equal(read(join(bed.outside, 'other')), 'old')
})

test('a write with an etag that is not the current one is refused, and is not worth a retry', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a')
  writeFileSync(path, 'two')
  const refused = await bed.call('write_file', { path, content: 'three', ifMatch: etagOf('one') })
  assert.equal(refused.code, 'ETAG_MISMATCH')
  assert.equal(refused.retryable, false)
  assert.match(refused.text, /Read it again/)
  assert.equal(read(path), 'two')
  assert.equal((await bed.call('write_file', { path, content: 'three', ifMatch: etagOf('two') })).code, undefined)
  assert.equal(read(path), 'three')
  const missing = await bed.call('write_file', { path: join(bed.root, 'b'), content: '', ifMatch: etagOf('') })
  assert.equal(missing.code, 'ETAG_MISMATCH')
})

test('of fifty writes at once that may only create, one does', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a')
  const write = (at: number) => bed.call('write_file', { path, content: `${at}`, overwrite: false })
  const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => write(at)))
  const winner = answers.findIndex(answer => answer.code === undefined)
  assert.equal(read(path), `${winner}`)
  assert.equal(answers.filter(({ code }) => code === 'ALREADY_EXISTS').length, 49)
  assert.match((await write(50)).text, /overwrite: true/)
  assert.deepEqual(readdirSync(bed.root), ['a'])
})

test('a link into a read-only root is refused by the name that the agent gave', async () => {
  await using bed = await open()
  writeFileSync(join(bed.frozen, 'old'), '')
  for (const name of ['old', 'new']) {
    symlinkSync(join(bed.frozen, name), join(bed.root, name))
    const { code, text } = await bed.call('write_file', { path: name, content: '' })
    assert.equal(code, 'READ_ONLY')
    assert.ok(text.startsWith(`${join(bed.root, name)} is read-only`), text)
  }
})

test('a link is followed inside the roots and stays a link, and is refused where it leads outside', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, 'real'), 'old')
  symlinkSync('real', join(bed.root, 'inner'))
  writeFileSync(join(bed.outside, 'secret'), 'safe')
  symlinkSync(join(bed.outside, 'secret'), join(bed.root, 'outer'))
  symlinkSync(join(bed.outside, 'new'), join(bed.root, 'dangling'))
  symlinkSync(bed.outside, join(bed.root, 'directory'))
  symlinkSync(join(bed.frozen, 'x'), join(bed.root, 'frozen'))

  await bed.call('write_file', { path: join(bed.root, 'inner'), content: 'new' })
  assert.equal(read(join(bed.root, 'real')), 'new')
  assert.ok(lstatSync(join(bed.root, 'inner')).isSymbolicLink())
  for (const [name, code] of [
    ['outer', 'PATH_OUTSIDE_ROOTS'],
    ['dangling', 'PATH_OUTSIDE_ROOTS'],
    ['directory/new', 'PATH_OUTSIDE_ROOTS'],
    ['directory/a/b', 'PATH_OUTSIDE_ROOTS'],
    ['frozen', 'READ_ONLY'],
  ] as const) {
    const args = { path: `${bed.root}/${name}`, content: 'x', createParents: true }
    assert.equal((await bed.call('write_file', args)).code, code)
  }
  assert.deepEqual(readdirSync(bed.outside), ['secret'])
  assert.equal(read(join(bed.outside, 'secret')), 'safe')
})

test('directories, pipes and devices are not written to', async () => {
  await using bed = await open()
  mkdirSync(join(bed.root, 'dir'))
  execFileSync('mkfifo', [join(bed.root, 'pipe')])
  for (const name of ['dir', 'pipe']) {
    assert.equal((await bed.call('write_file', { path: join(bed.root, name), content: 'x' })).code, 'NOT_A_FILE', name)
  }
  assert.ok(lstatSync(join(bed.root, 'pipe')).isFIFO())
})

test('names are used exactly as they are given', async () => {
  await using bed = await open()
  for (const name of [' a', 'a ', '"a"', "'a'", 'a\n', '\u00a0a', '~', '$HOME']) {
    await bed.call('write_file', { path: `${bed.root}/${name}`, content: name })
    assert.equal(read(`${bed.root}/${name}`), name)
  }
  for (const sibling of [`${bed.root} `, `${bed.root}"`, `${bed.root}\n`]) {
    mkdirSync(sibling)
    const { code } = await bed.call('write_file', { path: `${sibling}/a`, content: '' })
    assert.equal(code, 'PATH_OUTSIDE_ROOTS')
    assert.deepEqual(readdirSync(sibling), [])
  }
})

test('read-only roots, file types that are not allowed and the names of the server are refused', async () => {
  await using bed = await open({ extensions: ['.md'] })
  const write = async (path: string) => (await bed.call('write_file', { path, content: 'x' })).code
  assert.equal(await write(join(bed.frozen, 'a.md')), 'READ_ONLY')
  assert.equal(await write(join(bed.root, 'a.sh')), 'EXTENSION_NOT_ALLOWED')
  assert.equal(await write(join(bed.root, '.lintel-trash', 'a.md')), 'RESERVED_NAME')
  assert.equal(await write(join(bed.root, '.lintel-a.md')), 'RESERVED_NAME')
  assert.equal(await write(bed.root), 'ROOT_ITSELF')
  assert.equal(await write(join(bed.root, 'a.md')), undefined)
  assert.deepEqual(readdirSync(bed.root), ['a.md'])
  assert.deepEqual(readdirSync(bed.frozen), [])
})

test('contents over the budget, and text that no bytes stand for, are refused', async () => {
  await using bed = await open({ budgets: { fileBytes: 10 } })
  const path = join(bed.root, 'a')
  assert.equal((await bed.call('write_file', { path, content: 'é'.repeat(6) })).code, 'TOO_LARGE')
  assert.equal((await bed.call('write_file', { path, content: '\ud800' })).code, 'ARGUMENTS_INVALID')
  assert.equal(existsSync(path), false)
})

test('missing parents are made only on request', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a', 'b', 'c')
  assert.equal((await bed.call('write_file', { path, content: 'x' })).code, 'FILE_NOT_FOUND')
  assert.deepEqual(readdirSync(bed.root), [])
  assert.equal((await bed.call('write_file', { path, content: 'x', createParents: true })).code, undefined)
  assert.equal(read(path), 'x')
})
