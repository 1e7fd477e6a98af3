import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
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

test('a file is copied with its mode, and a root that is read-only may be copied from', async () => {
  await using bed = await open()
  writeFileSync(join(bed.frozen, 'run'), Buffer.alloc(600_000, 7), { mode: 0o750 })
  const source = join(bed.frozen, 'run')
  const { structured } = await bed.call('copy_path', { source, destination: 'a/run', createParents: true })
  const destination = join(bed.root, 'a/run')
  assert.deepEqual(structured, { source, destination, kind: 'file', entries: 1, bytes: 600_000, replaced: false })
  assert.deepEqual(readFileSync(destination), readFileSync(source))
  assert.equal(statSync(destination).mode & 0o777, 0o750)
  assert.deepEqual(readdirSync(join(bed.root, 'a')), ['run'])
})

test('a directory is copied with all in it, links as links, and without what the server keeps', async () => {
  await using bed = await open()
  const at = (name: string) => join(bed.root, name)
  mkdirSync(at('d/e/f'), { recursive: true })
  writeFileSync(at('d/a'), 'a')
  writeFileSync(at('d/e/b'), 'b', { mode: 0o700 })
  writeFileSync(at('d/.lintel-left-over'), 'x')
  symlinkSync('../../outside', at('d/out'))
  chmodSync(at('d/e/f'), 0o550)
  const { structured } = await bed.call('copy_path', { source: 'd', destination: 'copy' })
  assert.equal(structured['entries'], 6)
  assert.equal(structured['bytes'], 2)
  assert.deepEqual(readdirSync(at('copy'), { recursive: true }).sort(), ['a', 'e', 'e/b', 'e/f', 'out'])
  assert.equal(read(at('copy/e/b')), 'b')
  assert.equal(statSync(at('copy/e/b')).mode & 0o777, 0o700)
  assert.equal(readlinkSync(at('copy/out')), '../../outside')
  assert.deepEqual(readdirSync(bed.root).sort(), ['copy', 'd'])
})

test('a destination that exists is refused, and with overwrite only a file is replaced', async () => {
  await using bed = await open()
  const at = (name: string) => join(bed.root, name)
  writeFileSync(at('a'), 'new')
  writeFileSync(at('file'), 'old', { mode: 0o640 })
  mkdirSync(at('dir'))
  mkdirSync(at('d'))
  symlinkSync(join(bed.outside, 'x'), at('link'))
  writeFileSync(join(bed.outside, 'x'), 'safe')
  const copy = (source: string, destination: string, more = {}) =>
    bed.call('copy_path', { source, destination, ...more })
  for (const destination of ['file', 'dir', 'link', 'a']) {
    assert.equal((await copy('a', destination)).code, 'ALREADY_EXISTS')
  }
  assert.match((await copy('a', 'file')).text, /overwrite: true/)
  assert.match((await copy('d', 'dir')).text, /directories are never replaced/)
  assert.doesNotMatch((await copy('link', 'file')).text, /overwrite/)
  const overwrite = true
  assert.equal((await copy('a', 'dir', { overwrite })).code, 'ALREADY_EXISTS')
  assert.equal((await copy('d', 'dir', { overwrite })).code, 'ALREADY_EXISTS')
  assert.equal((await copy('d', 'file', { overwrite })).code, 'NOT_A_DIRECTORY')
  assert.equal((await copy('a', 'file', { overwrite, ifDestinationMatch: etagOf('x') })).code, 'ETAG_MISMATCH')
  assert.equal((await copy('a', 'file', { overwrite, ifDestinationMatch: etagOf('old') })).structured['replaced'], true)
  assert.equal(read(at('file')), 'new')
  assert.equal((await copy('a', 'link', { overwrite })).code, undefined)
  assert.equal(read(at('link')), 'new')
  assert.equal(statSync(at('link')).mode, statSync(at('a')).mode)
  assert.equal(read(join(bed.outside, 'x')), 'safe')
})

test('a copy that meets a pipe, another file type or its budget leaves nothing', async () => {
  await using bed = await open({ extensions: ['.md'], budgets: { treeEntries: 20, copyBytes: 100, depth: 5 } })
  const at = (name: string) => join(bed.root, name)
  for (const name of ['pipe', 'type', 'many', 'large']) mkdirSync(at(name))
  for (const name of ['pipe', 'type']) writeFileSync(at(`${name}/a.md`), '')
  execFileSync('mkfifo', [at('pipe/p.md')])
  writeFileSync(at('type/b.sh'), '')
  for (let name = 0; name < 21; name++) writeFileSync(at(`many/${name}.md`), '')
  writeFileSync(at('large/a.md'), 'x'.repeat(101))
  mkdirSync(at('deep/1/2/3/4/5/6'), { recursive: true })
  for (const [source, code] of [
    ['pipe', 'NOT_A_FILE'],
    ['type', 'EXTENSION_NOT_ALLOWED'],
    ['many', 'TOO_MANY_ENTRIES'],
    ['large', 'TOO_LARGE'],
    ['deep', 'TOO_MANY_ENTRIES'],
  ]) {
    assert.equal((await bed.call('copy_path', { source, destination: 'copy' })).code, code)
  }
  assert.deepEqual(readdirSync(bed.root).sort(), ['deep', 'large', 'many', 'pipe', 'type'])
})

test('a copy into itself, to a read-only root, or outside is refused', async () => {
  await using bed = await open()
  mkdirSync(join(bed.root, 'a/b'), { recursive: true })
  symlinkSync(bed.outside, join(bed.root, 'out'))
  const copy = async (destination: string) => (await bed.call('copy_path', { source: 'a', destination })).code
  assert.equal(await copy('a/b/c'), 'INTO_ITSELF')
  assert.equal(await copy(join(bed.frozen, 'a')), 'READ_ONLY')
  assert.equal(await copy('out/a'), 'PATH_OUTSIDE_ROOTS')
  assert.deepEqual(readdirSync(bed.outside), [])
  assert.deepEqual(readdirSync(join(bed.root, 'a/b')), [])
})

test('a cancelled copy leaves nothing', async () => {
  await using bed = await open()
  mkdirSync(join(bed.root, 'd'))
  for (let name = 0; name < 2_000; name++) writeFileSync(join(bed.root, `d/${name}`), 'x')
  const cancel = new AbortController()
  const copying = bed.call('copy_path', { source: 'd', destination: 'copy' }, { signal: cancel.signal })
  while (!readdirSync(bed.root).some(name => name.startsWith('.lintel-'))) await new Promise(setImmediate)
  cancel.abort()
  await assert.rejects(copying)
  while (readdirSync(bed.root).length > 1) await new Promise(setImmediate)
  assert.deepEqual(readdirSync(bed.root), ['d'])
})
