import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Clock, systemClock } from '../../../clock.ts'
import { etagOf } from '../etag.ts'
import { openTestbed, type TestbedSettings } from '../testbed.ts'
import { registerWriteTools } from '../tools.ts'

const open = (settings: TestbedSettings = {}) => openTestbed(registerWriteTools, settings)
const read = (path: string) => readFileSync(path, 'utf8')
const clockAt = (start: number): Clock & { time: number } => ({
  ...systemClock,
  time: start,
  now() {
    return this.time
  },
})

test('what is deleted comes back as it was', async () => {
  await using bed = await open({ clock: clockAt(Date.UTC(2026, 0, 31, 12)) })
  const at = (name: string) => join(bed.root, name)
  mkdirSync(at('d/ e /f'), { recursive: true })
  writeFileSync(at('d/ e /a '), 'a')
  writeFileSync(join(bed.outside, 'x'), 'safe')
  symlinkSync(join(bed.outside, 'x'), at('link'))
  const ids: unknown[] = []
  for (const [path, kind] of [
    ['d/ e /a ', 'file'],
    ['d', 'directory'],
    ['link', 'link'],
  ]) {
    const { structured, text } = await bed.call('delete_path', { path })
    ids.push(structured['trashId'])
    assert.deepEqual(structured, { path: at(path!), kind, trashId: ids.at(-1) })
    assert.ok(text.includes(`${ids.at(-1)}`))
    assert.match(`${ids.at(-1)}`, /^20260131T120000000Z-/)
  }
  assert.deepEqual(readdirSync(bed.root), ['.lintel-trash'])
  const trash = await bed.call('list_trash', {})
  assert.equal((trash.structured['entries'] as unknown[]).length, 3)
  assert.ok(trash.text.includes(`${ids[1]} ${at('d')}`))
  for (const trashId of ids.reverse()) assert.equal((await bed.call('restore_path', { trashId })).code, undefined)
  assert.equal(read(at('d/ e /a ')), 'a')
  assert.ok(existsSync(at('d/ e /f')))
  assert.equal(readlinkSync(at('link')), join(bed.outside, 'x'))
  assert.equal(read(join(bed.outside, 'x')), 'safe')
  assert.deepEqual(readdirSync(at('.lintel-trash')), [])
})

test('restoring makes missing parents, takes another destination, and replaces nothing', async () => {
  await using bed = await open()
  const at = (name: string) => join(bed.root, name)
  mkdirSync(at('d'))
  writeFileSync(at('d/a'), 'old')
  const { structured } = await bed.call('delete_path', { path: 'd/a' })
  const trashId = structured['trashId']
  writeFileSync(at('d/a'), 'new')
  assert.equal((await bed.call('restore_path', { trashId })).code, 'ALREADY_EXISTS')
  assert.equal((await bed.call('restore_path', { trashId, destination: join(bed.frozen, 'a') })).code, 'READ_ONLY')
  assert.equal((await bed.call('restore_path', { trashId, destination: 'x/y' })).structured['path'], at('x/y'))
  assert.equal(read(at('x/y')), 'old')
  assert.equal(read(at('d/a')), 'new')
  assert.equal((await bed.call('restore_path', { trashId })).code, 'NOT_IN_TRASH')
  assert.equal((await bed.call('restore_path', { trashId: '../../outside' })).code, 'ARGUMENTS_INVALID')
})

test('permanent removes for good, a directory with something in it only with recursive, and follows no link', async () => {
  await using bed = await open()
  const at = (name: string) => join(bed.root, name)
  mkdirSync(at('d/e'), { recursive: true })
  for (let name = 0; name < 300; name++) writeFileSync(at(`d/e/${name}`), '')
  writeFileSync(join(bed.outside, 'x'), 'safe')
  symlinkSync(bed.outside, at('d/out'))
  const refused = await bed.call('delete_path', { path: 'd', permanent: true })
  assert.equal(refused.code, 'DIRECTORY_NOT_EMPTY')
  assert.match(refused.text, /recursive: true/)
  const { structured } = await bed.call('delete_path', { path: 'd', permanent: true, recursive: true })
  assert.deepEqual(structured, { path: at('d'), kind: 'directory' })
  assert.deepEqual(readdirSync(bed.root), [])
  assert.deepEqual(readdirSync(bed.outside), ['x'])
})

test('a file that is not what ifMatch says is not deleted', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, 'a'), 'now')
  for (const permanent of [true, false]) {
    const refused = await bed.call('delete_path', { path: 'a', ifMatch: etagOf('then'), permanent })
    assert.equal(refused.code, 'ETAG_MISMATCH')
  }
  assert.equal((await bed.call('delete_path', { path: 'a', ifMatch: etagOf('now') })).code, undefined)
})

test('roots, the trash itself, read-only files and other file types are not deleted', async () => {
  await using bed = await open({ extensions: ['.md'] })
  writeFileSync(join(bed.root, 'a.sh'), '')
  mkdirSync(join(bed.root, 'd/e'), { recursive: true })
  writeFileSync(join(bed.root, 'd/e/b.sh'), '')
  writeFileSync(join(bed.frozen, 'a.md'), '')
  mkdirSync(join(bed.root, '.lintel-trash'))
  for (const permanent of [true, false]) {
    for (const [path, code] of [
      [bed.root, 'ROOT_ITSELF'],
      ['.lintel-trash', 'RESERVED_NAME'],
      ['.LINTEL-trash', 'RESERVED_NAME'],
      ['a.sh', 'EXTENSION_NOT_ALLOWED'],
      ['d', 'EXTENSION_NOT_ALLOWED'],
      [join(bed.frozen, 'a.md'), 'READ_ONLY'],
      [bed.outside, 'PATH_OUTSIDE_ROOTS'],
      ['missing', 'FILE_NOT_FOUND'],
    ]) {
      assert.equal((await bed.call('delete_path', { path, permanent, recursive: true })).code, code)
    }
  }
  assert.deepEqual(readdirSync(bed.root, { recursive: true }).sort(), ['.lintel-trash', 'a.sh', 'd', 'd/e', 'd/e/b.sh'])
})

test('the trash keeps no more entries, and none for longer, than it may', async () => {
  const clock = clockAt(Date.UTC(2026, 0, 1))
  await using bed = await open({ clock, budgets: { trashEntries: 3, trashDays: 2 } })
  const remove = async (name: string) => {
    mkdirSync(join(bed.root, name))
    writeFileSync(join(bed.root, name, 'x'), '')
    await bed.call('delete_path', { path: name })
    clock.time += 86_400_000 / 4
  }
  const kept = async () => {
    const { structured } = await bed.call('list_trash', {})
    return (structured['entries'] as { path: string }[]).map(({ path }) => path.slice(bed.root.length + 1))
  }
  for (const name of ['a', 'b', 'c', 'd', 'e']) await remove(name)
  assert.deepEqual(await kept(), ['e', 'd', 'c'])
  clock.time += 1.6 * 86_400_000
  await remove('f')
  assert.deepEqual(await kept(), ['f', 'e'])
  assert.equal(readdirSync(join(bed.root, '.lintel-trash')).length, 2)
})

test('the trash is held to its bounds also where what is in it is of a type no longer allowed', async () => {
  const clock = clockAt(Date.UTC(2026, 0, 1))
  await using bed = await open({ clock, extensions: ['.md'], budgets: { trashEntries: 2 } })
  const trash = join(bed.root, '.lintel-trash')
  for (const id of ['20250101T000000000Z-1-000000000000', '20250102T000000000Z-1-000000000000']) {
    mkdirSync(join(trash, id), { recursive: true })
    writeFileSync(join(trash, id, 'old.txt'), '')
  }
  // What is no directory was not put there by a deletion, and cannot be removed like one.
  writeFileSync(join(trash, '20250101T000000000Z-1-111111111111'), '')
  for (let name = 0; name < 6; name++) {
    writeFileSync(join(bed.root, `${name}.md`), '')
    await bed.call('delete_path', { path: `${name}.md` })
    clock.time += 1_000
  }
  const { structured } = await bed.call('list_trash', {})
  assert.deepEqual(
    (structured['entries'] as { path: string }[]).map(({ path }) => path),
    ['5.md', '4.md'].map(name => join(bed.root, name)),
  )
  assert.equal(readdirSync(trash).length, 3)
})

test('an entry of the trash that cannot be looked into is left out and counted, and keeps no handle open', async () => {
  if (process.platform !== 'linux') return
  await using bed = await open()
  for (const name of ['a', 'b']) writeFileSync(join(bed.root, name), '')
  const { structured: other } = await bed.call('delete_path', { path: 'b' })
  const { structured } = await bed.call('delete_path', { path: 'a' })
  const holder = join(bed.root, '.lintel-trash', `${structured['trashId']}`)
  chmodSync(bed.base, 0o755)
  chmodSync(join(bed.root, '.lintel-trash'), 0o755)
  chmodSync(join(bed.root, '.lintel-trash', `${other['trashId']}`), 0o755)
  chmodSync(holder, 0)
  const answer = await asNobody(() => bed.call('list_trash', {}))
  chmodSync(holder, 0o700)
  const listed = answer.structured['entries'] as { path: string }[]
  assert.deepEqual([listed.map(({ path }) => path), answer.structured['unreadable']], [[join(bed.root, 'b')], 1])
  const handles = readdirSync('/proc/self/fd').map(fd => targetOf(join('/proc/self/fd', fd)))
  assert.deepEqual(
    handles.filter(target => target?.startsWith(bed.base)),
    [],
  )
})

/** The system denies nothing to root. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return act()
  process.seteuid?.(65_534)
  try {
    return await act()
  } finally {
    process.seteuid?.(0)
  }
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link)
  } catch {
    return undefined
  }
}

test('a trash that is a link to outside is not used', async () => {
  await using bed = await open()
  symlinkSync(bed.outside, join(bed.root, '.lintel-trash'))
  writeFileSync(join(bed.root, 'a'), '')
  assert.notEqual((await bed.call('delete_path', { path: 'a' })).code, undefined)
  assert.deepEqual(readdirSync(bed.outside), [])
  assert.ok(existsSync(join(bed.root, 'a')))
})
