import assert from 'node:assert/strict'
import { readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTestbed } from '../testbed.ts'
import { registerWriteTools } from '../tools.ts'

test('a directory is made with those above it, and made again does nothing', async () => {
  await using bed = await openTestbed(registerWriteTools)
  const path = join(bed.root, 'a/ b /c')
  assert.deepEqual((await bed.call('create_directory', { path })).structured, { path, created: true })
  assert.deepEqual((await bed.call('create_directory', { path })).structured, { path, created: false })
  assert.ok(statSync(path).isDirectory())
  assert.equal((await bed.call('create_directory', { path: bed.root })).structured['created'], false)
})

test('a name that is taken, a link to outside and a read-only root are refused', async () => {
  await using bed = await openTestbed(registerWriteTools)
  writeFileSync(join(bed.root, 'file'), '')
  symlinkSync(bed.outside, join(bed.root, 'out'))
  symlinkSync(join(bed.outside, 'new'), join(bed.root, 'dangling'))
  for (const [path, code] of [
    ['file', 'NOT_A_DIRECTORY'],
    ['file/a', 'NOT_A_DIRECTORY'],
    ['out', 'PATH_OUTSIDE_ROOTS'],
    ['out/a/b', 'PATH_OUTSIDE_ROOTS'],
    ['dangling', 'PATH_OUTSIDE_ROOTS'],
    ['dangling/a', 'PATH_OUTSIDE_ROOTS'],
    ['.lintel-trash', 'RESERVED_NAME'],
    [join(bed.frozen, 'a'), 'READ_ONLY'],
  ]) {
    assert.equal((await bed.call('create_directory', { path })).code, code)
  }
  assert.deepEqual(readdirSync(bed.outside), [])
})
