import assert from 'node:assert/strict'
import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { etagOf } from '../etag.ts'
import { openTestbed, type TestbedSettings } from '../testbed.ts'
import { registerWriteTools } from '../tools.ts'

const open = (settings: TestbedSettings = {}) => openTestbed(registerWriteTools, settings)

test('all files are written, new ones and old ones', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, 'old'), '1')
  const files = [
    { path: 'old', content: '2', ifMatch: etagOf('1') },
    { path: 'a/new', content: '3' },
  ]
  const { structured } = await bed.call('write_files', { files, createParents: true })
  assert.deepEqual(structured['files'], [
    { path: join(bed.root, 'old'), etag: etagOf('2'), bytes: 1, created: false },
    { path: join(bed.root, 'a/new'), etag: etagOf('3'), bytes: 1, created: true },
  ])
  assert.equal(readFileSync(join(bed.root, 'old'), 'utf8'), '2')
  assert.deepEqual(readdirSync(bed.root, { recursive: true }).sort(), ['a', 'a/new', 'old'])
})

test('when one is refused none is written', async () => {
  await using bed = await open({ extensions: ['.md'], budgets: { fileBytes: 20, files: 3 } })
  const at = (name: string) => join(bed.root, name)
  writeFileSync(at('a.md'), '1')
  mkdirSync(at('d.md'))
  symlinkSync('a.md', at('link.md'))
  symlinkSync(bed.outside, at('out'))
  for (const [path, code, more] of [
    ['b.md', 'ETAG_MISMATCH', { ifMatch: etagOf('') }],
    ['d.md', 'NOT_A_FILE', {}],
    ['b.sh', 'EXTENSION_NOT_ALLOWED', {}],
    ['out/b.md', 'PATH_OUTSIDE_ROOTS', {}],
    [join(bed.frozen, 'b.md'), 'READ_ONLY', {}],
    ['link.md', 'NAMED_TWICE', {}],
    ['b.md', 'TOO_LARGE', { content: 'x'.repeat(20) }],
  ] as const) {
    const files = [
      { path: 'new.md', content: '2' },
      { path: 'a.md', content: '2' },
      { path, content: '2', ...more },
    ]
    assert.equal((await bed.call('write_files', { files })).code, code)
    assert.equal(readFileSync(at('a.md'), 'utf8'), '1')
    assert.deepEqual(readdirSync(bed.root).sort(), ['a.md', 'd.md', 'link.md', 'out'])
  }
  const four = Array.from({ length: 4 }, (_, name) => ({ path: `${name}.md`, content: '' }))
  assert.equal((await bed.call('write_files', { files: four })).code, 'ARGUMENTS_INVALID')
})

test('of many at once with the same etags exactly one is made, in all of its files', async () => {
  await using bed = await open()
  const names = ['a', 'b', 'c']
  for (const name of names) writeFileSync(join(bed.root, name), '0')
  linkSync(join(bed.root, 'a'), join(bed.outside, 'a'))
  const write = (mark: number) =>
    bed.call('write_files', { files: names.map(path => ({ path, content: `${mark}`, ifMatch: etagOf('0') })) })
  const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => write(at + 1)))
  const winner = answers.findIndex(({ code }) => code === undefined)
  assert.equal(answers.filter(({ code }) => code === undefined).length, 1)
  for (const name of names) assert.equal(readFileSync(join(bed.root, name), 'utf8'), `${winner + 1}`)
  assert.equal(readFileSync(join(bed.outside, 'a'), 'utf8'), '0')
  assert.deepEqual(readdirSync(bed.root).sort(), names)
})
