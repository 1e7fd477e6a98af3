import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { etagOf } from '../etag.ts'
import { openTestbed, type TestbedSettings } from '../testbed.ts'
import { registerWriteTools } from '../tools.ts'

const open = (settings: TestbedSettings = {}) => openTestbed(registerWriteTools, settings)
const read = (path: string) => readFileSync(path, 'utf8')
const edits = (oldText: string, newText: string) => [{ oldText, newText }]

test('an edit of a file with CRLF and a byte order mark leaves all other bytes as they are', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a.txt')
  const head = '\uFEFFone\r\ntwo\n'
  const tail = '\r\nfive\r\n\nsix'
  writeFileSync(path, `${head}three\r\nfour${tail}`)
  const { structured, text } = await bed.call('edit_file', { path, edits: edits('three\nfour', 'THREE\nFOUR') })
  const now = `${head}THREE\r\nFOUR${tail}`
  assert.equal(read(path), now)
  assert.deepEqual(structured, {
    path,
    etag: etagOf(now),
    written: true,
    replaced: [1],
    added: 2,
    removed: 2,
    hunks: [{ oldStart: 1, oldLines: 7, newStart: 1, newLines: 7 }],
  })
  assert.match(text, /^```diff\n--- .*a\.txt\tbefore\n\+\+\+ .*a\.txt\tafter\n/)
  assert.match(text, /\n-three\r\n-four\r\n\+THREE\r\n\+FOUR\r\n/)
})

test('bytes outside of the edit never change, and the reverse edit gives the same bytes again', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a')
  const piece = fc.constantFrom('a', ' ', '\t', '\n', '\r\n', '\r', '`', '$&', 'é', '😀')
  const text = fc.array(piece, { maxLength: 20 }).map(parts => parts.join(''))
  const lf = (value: string) => value.replaceAll('\r\n', '\n')
  // As a line with LF, a CR before CRLF looks like CRLF itself.
  const middles = text.filter(value => !value.includes('\r\r\n'))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('', '\uFEFF'), text, middles, text, async (mark, head, middle, tail) => {
      const before = Buffer.from(`${mark}${head}<${middle}>${tail}`)
      writeFileSync(path, before)
      const there = await bed.call('edit_file', { path, edits: edits(lf(`<${middle}>`), lf(`[${middle}]`)) })
      assert.equal(there.code, undefined, there.text)
      assert.equal(read(path), `${mark}${head}[${middle}]${tail}`)
      await bed.call('edit_file', { path, edits: edits(lf(`[${middle}]`), lf(`<${middle}>`)) })
      assert.deepEqual(readFileSync(path), before)
    }),
    { numRuns: 60 },
  )
})

test('edits are made one after the other, all or none', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a')
  writeFileSync(path, 'a b c')
  const made = await bed.call('edit_file', { path, edits: [...edits('a', 'b2'), ...edits('b2 b', 'x')] })
  assert.equal(made.code, undefined)
  assert.equal(read(path), 'x c')
  const refused = await bed.call('edit_file', { path, edits: [...edits('x', 'y'), ...edits('nowhere', '')] })
  assert.equal(refused.code, 'EDIT_NOT_FOUND')
  assert.deepEqual(refused.data, { edit: 2 })
  assert.equal(read(path), 'x c')
})

test('a text found several times is refused with its lines, unless all are to be replaced', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a')
  writeFileSync(path, 'x\ny\nx\n')
  const refused = await bed.call('edit_file', { path, edits: edits('x', 'z') })
  assert.equal(refused.code, 'EDIT_AMBIGUOUS')
  assert.match(refused.text, /edit 1 is found at lines 1, 3/)
  assert.equal(read(path), 'x\ny\nx\n')
  const all = [{ oldText: 'x', newText: '$1', replaceAll: true }]
  assert.deepEqual((await bed.call('edit_file', { path, edits: all })).structured['replaced'], [2])
  assert.equal(read(path), '$1\ny\n$1\n')
})

test('a dry run answers the diff, in a fence longer than its backticks, and writes nothing', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a.md')
  writeFileSync(path, '````js\nx\n````\n')
  const { structured, text } = await bed.call('edit_file', { path, edits: edits('x', '`````'), dryRun: true })
  assert.equal(structured['written'], false)
  assert.equal(structured['etag'], etagOf('````js\nx\n````\n'))
  assert.ok(text.startsWith('``````diff\n') && text.endsWith('\n``````'))
  assert.match(text, /\n-x\n\+`````\n/)
  assert.equal(read(path), '````js\nx\n````\n')
  const frozen = join(bed.frozen, 'b')
  writeFileSync(frozen, 'x')
  assert.equal((await bed.call('edit_file', { path: frozen, edits: edits('x', 'y'), dryRun: true })).code, undefined)
  assert.equal((await bed.call('edit_file', { path: frozen, edits: edits('x', 'y') })).code, 'READ_ONLY')
})

test('a file that is not UTF-8 is refused and stays as it is', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a')
  for (const bytes of [
    [0x61, 0xe9, 0x62],
    [0xff, 0xfe, 0x61, 0x00],
    [0x61, 0xed, 0xa0, 0x80],
  ]) {
    writeFileSync(path, Buffer.from(bytes))
    assert.equal((await bed.call('edit_file', { path, edits: edits('a', 'b') })).code, 'NOT_TEXT')
    assert.deepEqual([...readFileSync(path)], bytes)
  }
})

test('of fifty edits at once with the same etag exactly one is made', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a')
  writeFileSync(path, 'n=0')
  for (let round = 0; round < 3; round++) {
    const ifMatch = etagOf(`n=${round}`)
    const edit = () => bed.call('edit_file', { path, edits: edits(`n=${round}`, `n=${round + 1}`), ifMatch })
    const answers = await Promise.all(Array.from({ length: 50 }, edit))
    assert.equal(answers.filter(({ code }) => code === undefined).length, 1)
    for (const { code } of answers) assert.ok([undefined, 'ETAG_MISMATCH', 'FILE_CHANGED'].includes(code), `${code}`)
    assert.equal(read(path), `n=${round + 1}`)
  }
  assert.deepEqual(readdirSync(bed.root), ['a'])
})

test('edits at once of different places are each made or refused, and none is lost', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a')
  const names = Array.from({ length: 20 }, (_, at) => `<${at}>`)
  writeFileSync(path, names.join('\n'))
  const answers = await Promise.all(names.map(name => bed.call('edit_file', { path, edits: edits(name, 'done') })))
  const expected = names.map((name, at) => (answers[at]!.code === undefined ? 'done' : name))
  assert.equal(read(path), expected.join('\n'))
  assert.ok(answers.every(({ code, retryable }) => code === undefined || (code === 'FILE_CHANGED' && retryable)))
})

test('edits that change nothing write nothing', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a')
  writeFileSync(path, 'x')
  const { structured, text } = await bed.call('edit_file', { path, edits: edits('x', 'x') })
  assert.equal(structured['written'], false)
  assert.equal(text, 'The edits change nothing.')
})

test('a file that is too large, not there or not a file is refused', async () => {
  await using bed = await open({ budgets: { fileBytes: 10 } })
  const edit = async (name: string) =>
    (await bed.call('edit_file', { path: join(bed.root, name), edits: edits('x', 'yy') })).code
  writeFileSync(join(bed.root, 'large'), 'x'.repeat(11))
  writeFileSync(join(bed.root, 'growing'), 'x123456789')
  assert.equal(await edit('large'), 'TOO_LARGE')
  assert.equal(await edit('growing'), 'TOO_LARGE')
  assert.equal(await edit('missing'), 'FILE_NOT_FOUND')
  assert.equal(await edit('.'), 'ROOT_ITSELF')
})
