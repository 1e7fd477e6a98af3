import assert from 'node:assert/strict'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { allowExtensions } from '../allow.ts'
import { containedBy } from '../choose-contained.ts'
import type { Entry } from '../contained.ts'
import { loadRoots } from '../roots.ts'
import { Breath } from './breath.ts'
import { Smallest } from './smallest.ts'
import { TreeWalk } from './tree-walk.ts'

const never = () => false

function scene(t: TestContext, paths: readonly string[]) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'lintel-walk-')))
  t.after(() => rmSync(base, { recursive: true }))
  const root = join(base, 'root')
  for (const path of paths) mkdirSync(join(root, path), { recursive: true })
  const contained = containedBy(loadRoots([root], false), allowExtensions(undefined))
  return { base, root, start: () => contained.openDirectory(contained.place(root)) }
}

function chooseAll(_prefix: string, entries: readonly Entry[]) {
  return entries.map(entry => ({ ...entry, take: true, enter: entry.kind === 'directory' }))
}

test('a walk ends soon after its call is cancelled, and closes what it has open', async t => {
  const { start } = scene(
    t,
    Array.from({ length: 1_500 }, (_, at) => `d${at}`),
  )
  const controller = new AbortController()
  let visited = 0
  const handles = readdirSync(process.platform === 'linux' ? '/proc/self/fd' : '/dev/fd').length
  const run = async () => {
    using walk = new TreeWalk({
      start: start(),
      depth: 10,
      breath: new Breath(controller.signal),
      choose(prefix, entries) {
        visited++
        controller.abort()
        return entries.map(entry => ({ ...entry, take: false, enter: prefix === '' }))
      },
    })
    await walk.next(never)
  }
  await assert.rejects(run(), { name: 'AbortError' })
  assert.ok(visited < 600, `it visited ${visited} of 1,500 directories`)
  assert.equal(readdirSync(process.platform === 'linux' ? '/proc/self/fd' : '/dev/fd').length, handles)
})

test('a directory that is swapped for a link to outside while the walk is under way is not gone into', async t => {
  const { base, root, start } = scene(t, ['a', 'b'])
  mkdirSync(join(base, 'outside'))
  writeFileSync(join(base, 'outside', 'secret'), '')
  const found: string[] = []
  using walk = new TreeWalk({
    start: start(),
    depth: 10,
    breath: new Breath(new AbortController().signal),
    choose: chooseAll,
  })
  for (let entry = await walk.next(never); entry; entry = await walk.next(never)) {
    found.push(entry.relative)
    if (entry.relative !== 'a') continue
    renameSync(join(root, 'b'), join(root, 'parked'))
    symlinkSync('../outside', join(root, 'b'))
  }
  assert.deepEqual(found, ['a', 'b'])
  assert.ok(walk.done)
})

test('of any number of items the smallest are kept, in order, and it is said whether there were more', () => {
  const held: number[] = []
  const smallest = new Smallest<number>(10, (a, b) => a - b)
  for (let at = 0; at < 1_000; at++) {
    const value = (at * 7_919) % 1_000
    smallest.add(value)
    held.push(value)
  }
  assert.deepEqual(smallest.finish(), { entries: held.toSorted((a, b) => a - b).slice(0, 10), more: true })
  const few = new Smallest<number>(10, (a, b) => a - b)
  few.add(2)
  few.add(1)
  assert.deepEqual(few.finish(), { entries: [1, 2], more: false })
})
