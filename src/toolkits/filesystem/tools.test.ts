import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTestbed } from './testbed.ts'
import { registerWriteTools } from './tools.ts'

test('every tool says what it does to files, and describes its arguments and its result', async () => {
  await using bed = await openTestbed(registerWriteTools)
  const { tools } = await bed.client.listTools()
  const hints = tools.map(({ name, annotations }) => [
    name,
    annotations?.readOnlyHint === true ? 'reads' : annotations?.destructiveHint === true ? 'destroys' : 'adds',
    annotations?.idempotentHint === true,
  ])
  assert.deepEqual(hints, [
    ['write_file', 'destroys', true],
    ['write_files', 'destroys', true],
    ['edit_file', 'destroys', false],
    ['append_file', 'adds', false],
    ['create_directory', 'adds', true],
    ['move_file', 'destroys', false],
    ['copy_path', 'destroys', false],
    ['delete_path', 'destroys', false],
    ['restore_path', 'adds', false],
    ['list_trash', 'reads', false],
  ])
  for (const tool of tools) {
    assert.equal(tool.annotations?.openWorldHint, false)
    assert.ok(Object.keys(tool.inputSchema.properties ?? {}).length > 0)
    assert.ok(Object.keys(tool.outputSchema?.properties ?? {}).length > 0)
  }
})

test('every tool takes what the reference server takes', async () => {
  await using bed = await openTestbed(registerWriteTools)
  const path = join(bed.root, 'a')
  const calls = [
    ['create_directory', { path: join(bed.root, 'd/e') }],
    ['write_file', { path, content: 'one\n' }],
    ['edit_file', { path, edits: [{ oldText: 'one', newText: 'two' }], dryRun: false }],
    ['move_file', { source: path, destination: join(bed.root, 'd/e/a') }],
  ] as const
  for (const [tool, args] of calls) assert.equal((await bed.call(tool, args)).code, undefined, tool)
  assert.deepEqual(readdirSync(join(bed.root, 'd/e')), ['a'])
})

test('an argument that no tool knows is refused, so that a misspelt one is not left out', async () => {
  await using bed = await openTestbed(registerWriteTools)
  const path = join(bed.root, 'a')
  writeFileSync(path, 'kept')
  for (const [tool, args] of [
    ['write_file', { path, content: '', overwrit: false }],
    ['write_files', { files: [{ path, content: '', ifMach: '' }] }],
    ['edit_file', { path, edits: [{ oldText: 'kept', newText: '', all: true }] }],
    ['append_file', { path, content: 'x', createParent: true }],
    ['create_directory', { path: join(bed.root, 'd'), mode: 0 }],
    ['move_file', { source: path, destination: join(bed.root, 'b'), overwrit: false }],
    ['copy_path', { source: path, destination: join(bed.root, 'b'), overwrit: false }],
    ['delete_path', { path, permanently: false }],
    ['restore_path', { trashId: '20260131T120000000Z-2-0123456789ab', to: path }],
    ['list_trash', { max: 1 }],
  ] as const) {
    assert.equal((await bed.call(tool, args)).code, 'ARGUMENTS_INVALID', tool)
  }
  assert.deepEqual(readdirSync(bed.root), ['a'])
  assert.equal(readFileSync(path, 'utf8'), 'kept')
})

test('no refusal tells of a path outside of the roots', async () => {
  await using bed = await openTestbed(registerWriteTools)
  mkdirSync(join(bed.outside, 'secret'))
  const elsewhere = join(bed.outside, 'secret', 'a')
  for (const [tool, args] of [
    ['write_file', { path: elsewhere, content: '' }],
    ['append_file', { path: '../outside/secret/a', content: '' }],
    ['create_directory', { path: `${elsewhere}/b` }],
    ['move_file', { source: elsewhere, destination: 'a' }],
    ['copy_path', { source: elsewhere, destination: 'a' }],
    ['delete_path', { path: elsewhere }],
  ] as const) {
    const { code, text } = await bed.call(tool, args)
    assert.equal(code, 'PATH_OUTSIDE_ROOTS', tool)
    assert.ok(!text.includes(bed.base) && !text.includes('/proc'), text)
  }
})
