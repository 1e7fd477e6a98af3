import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { etagOf } from '../etag.ts'
import { openTestbed } from '../testbed.ts'
import { registerReadRange } from './read-range.ts'
import { registerReadTextFile } from './read-text-file.ts'

const textBytes = 1_000

const open = (extensions?: readonly string[]) =>
  openTestbed(
    (target, context) => {
      registerReadTextFile(target, context)
      registerReadRange(target, context)
    },
    { budgets: { textBytes }, ...(extensions && { extensions }) },
  )

test('a file is answered as it is, once, with its facts beside it', async () => {
  await using bed = await open()
  const text = '\ufeffone\r\ntwo\n  three'
  writeFileSync(join(bed.root, 'a.txt'), text)
  for (const tool of ['read_text_file', 'read_file']) {
    const { text: answered, structured } = await bed.call(tool, { path: 'a.txt' })
    assert.equal(answered, text)
    const facts = { path: join(bed.root, 'a.txt'), size: 19, etag: etagOf(text), start: 0, end: 19, lines: 3 }
    assert.deepEqual(structured, { ...facts, truncated: false, lossy: false })
  }
})

test('head and tail answer so many lines, zero lines for zero', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, 'a.txt'), 'one\ntwo\nthree\nfour\n')
  writeFileSync(join(bed.root, 'open-end.txt'), 'one\ntwo')
  const cases = [
    ['a.txt', { head: 0 }, ''],
    ['a.txt', { tail: 0 }, ''],
    ['a.txt', { head: 1 }, 'one'],
    ['a.txt', { head: 2 }, 'one\ntwo'],
    ['a.txt', { head: 9 }, 'one\ntwo\nthree\nfour'],
    ['a.txt', { tail: 1 }, 'four'],
    ['a.txt', { tail: 3 }, 'two\nthree\nfour'],
    ['a.txt', { tail: 9 }, 'one\ntwo\nthree\nfour'],
    ['open-end.txt', { tail: 1 }, 'two'],
    ['open-end.txt', { head: 2 }, 'one\ntwo'],
  ] as const
  for (const [path, lines, expected] of cases) {
    const { text, structured } = await bed.call('read_text_file', { path, ...lines })
    assert.equal(text, expected, JSON.stringify([path, lines]))
    assert.equal(structured['truncated'], false)
  }
})

test('head and tail together, negative and fractional ones are refused', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, 'a.txt'), 'one')
  for (const lines of [{ head: 1, tail: 1 }, { head: -1 }, { tail: -1 }, { head: 1.5 }, { tail: 0.1 }]) {
    assert.equal((await bed.call('read_text_file', { path: 'a.txt', ...lines })).code, 'ARGUMENTS_INVALID')
  }
})

test('characters of several bytes come whole, wherever a chunk or an answer ends', async () => {
  await using bed = await open()
  for (const shift of [0, 1, 2, 3]) {
    const text = 'x'.repeat(shift) + '€𝄞é'.repeat(6_000)
    writeFileSync(join(bed.root, 'wide.txt'), `${text}\n${text}`)
    let all = ''
    let answer = await bed.call('read_text_file', { path: 'wide.txt' })
    for (;;) {
      assert.doesNotMatch(answer.text, /\ufffd/)
      assert.equal(answer.structured['lossy'], false)
      all += answer.text
      const cursor = answer.structured['nextCursor']
      if (cursor === undefined) break
      answer = await bed.call('read_range', { path: 'wide.txt', cursor })
    }
    assert.equal(all, `${text}\n${text}`)
  }
})

test('a file larger than an answer is continued by cursor to its last line, for any text', async () => {
  await using bed = await open()
  const line = fc.string({ unit: 'grapheme', maxLength: 400 }).map(text => text.replaceAll('\0', ''))
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 40 }),
      fc.constantFrom('\n', '\r\n'),
      async (lines, eol) => {
        const text = Buffer.from(lines.join(eol)).toString()
        writeFileSync(join(bed.root, 'any.txt'), text)
        let all = ''
        let cursor: unknown
        do {
          const answer = await bed.call('read_range', { path: 'any.txt', ...(cursor !== undefined && { cursor }) })
          assert.ok(Buffer.byteLength(answer.text) <= textBytes)
          all += answer.text
          cursor = answer.structured['nextCursor']
        } while (cursor !== undefined)
        assert.equal(all, text)
      },
    ),
    { numRuns: 30 },
  )
})

test('what is left out of an answer is said in its content too', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, 'long.txt'), 'line\n'.repeat(1_000))
  const { content } = await bed.client.callTool({ name: 'read_text_file', arguments: { path: 'long.txt' } })
  const [text, note] = content
  assert.ok(text?.type === 'text' && note?.type === 'text')
  assert.equal(text.text, 'line\n'.repeat(200))
  assert.match(note.text, /Bytes 0 to 1000 of 5000\. Go on with read_range/)
})

test('the head of a huge file is read without the rest', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, 'huge.txt'), `first\n${'more\n'.repeat(2_000)}`)
  truncateSync(join(bed.root, 'huge.txt'), 2 ** 40)
  const { text, structured } = await bed.call('read_text_file', { path: 'huge.txt', head: 1 })
  assert.deepEqual([text, structured['size'], structured['etag']], ['first', 2 ** 40, undefined])
})

test('what is no UTF-8 text is refused or marked', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, 'image.png'), Buffer.from([0x89, 0x50, 0, 1]))
  writeFileSync(join(bed.root, 'latin.txt'), Buffer.from('caf\xe9', 'latin1'))
  assert.equal((await bed.call('read_text_file', { path: 'image.png' })).code, 'NOT_TEXT')
  const latin = await bed.call('read_text_file', { path: 'latin.txt' })
  assert.deepEqual([latin.text, latin.structured['lossy']], ['caf\ufffd', true])
})

test('pipes, directories, outside paths and links to outside are refused by code, without their paths', async () => {
  await using bed = await open()
  execFileSync('mkfifo', [join(bed.root, 'pipe')])
  mkdirSync(join(bed.root, 'sub'))
  writeFileSync(join(bed.outside, 'secret.txt'), 'secret')
  symlinkSync(join(bed.outside, 'secret.txt'), join(bed.root, 'link.txt'))
  const cases = [
    ['pipe', 'NOT_A_FILE'],
    ['sub', 'NOT_A_FILE'],
    ['gone.txt', 'FILE_NOT_FOUND'],
    ['link.txt', 'PATH_OUTSIDE_ROOTS'],
    ['../outside/secret.txt', 'PATH_OUTSIDE_ROOTS'],
    [join(bed.outside, 'secret.txt'), 'PATH_OUTSIDE_ROOTS'],
    ['a\0b', 'PATH_INVALID'],
    ['.lintel-trash/x', 'RESERVED_NAME'],
  ] as const
  for (const [path, code] of cases) {
    const answer = await bed.call('read_text_file', { path })
    assert.equal(answer.code, code, path)
    assert.ok(!answer.text.includes(bed.outside) && !answer.text.includes('secret'), answer.text)
    assert.match(answer.text, /\. [A-Z].*\./, 'it says what to do next')
  }
})

test('only allowed file types are read, by the name where a link ends', async () => {
  await using bed = await open(['.md'])
  writeFileSync(join(bed.root, 'a.md'), 'text')
  writeFileSync(join(bed.root, '.env'), 'KEY=1')
  symlinkSync('.env', join(bed.root, 'b.md'))
  assert.equal((await bed.call('read_text_file', { path: 'a.md' })).text, 'text')
  for (const path of ['.env', 'b.md']) {
    assert.equal((await bed.call('read_text_file', { path })).code, 'EXTENSION_NOT_ALLOWED')
  }
})

test('read_range answers lines and bytes from the middle, and goes on where they do not fit', async () => {
  await using bed = await open()
  const lines = Array.from({ length: 2_000 }, (_, at) => `line ${at + 1}`)
  writeFileSync(join(bed.root, 'a.txt'), `${lines.join('\n')}\n`)
  const some = await bed.call('read_range', { path: 'a.txt', start: 1_500, count: 2 })
  assert.equal(some.text, 'line 1500\nline 1501\n')
  assert.deepEqual(
    [some.structured['firstLine'], some.structured['atEnd'], some.structured['truncated']],
    [1_500, false, false],
  )
  const first = await bed.call('read_range', { path: 'a.txt', start: 1_001, count: 150 })
  const second = await bed.call('read_range', { path: 'a.txt', cursor: first.structured['nextCursor'] })
  assert.equal(first.text + second.text, `${lines.slice(1_000, 1_150).join('\n')}\n`)
  assert.equal(second.structured['nextCursor'], undefined)
  assert.equal((await bed.call('read_range', { path: 'a.txt', start: 3_000 })).text, '')

  writeFileSync(join(bed.root, 'b.bin'), Buffer.from(Array.from({ length: 2_500 }, (_, at) => at % 256)))
  const exact: Buffer[] = []
  let cursor: unknown
  do {
    const request = { path: 'b.bin', unit: 'bytes', encoding: 'base64', start: 100, count: 2_100 }
    const { content, structuredContent } = await bed.client.callTool({
      name: 'read_range',
      arguments: cursor === undefined ? request : { path: 'b.bin', cursor },
    })
    const [block] = content
    assert.ok(block?.type === 'resource' && 'blob' in block.resource)
    exact.push(Buffer.from(block.resource.blob, 'base64'))
    cursor = (structuredContent as { readonly nextCursor?: string }).nextCursor
  } while (cursor !== undefined)
  assert.deepEqual(
    [...Buffer.concat(exact)],
    Array.from({ length: 2_100 }, (_, at) => (at + 100) % 256),
  )
  writeFileSync(join(bed.root, 'c.txt'), '€€€')
  assert.equal((await bed.call('read_range', { path: 'c.txt', unit: 'bytes', start: 1, count: 5 })).text, '€')
})

test('a cursor that was tampered with, belongs elsewhere or to a changed file is refused', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, 'a.txt'), 'line\n'.repeat(1_000))
  writeFileSync(join(bed.root, 'b.txt'), 'line\n'.repeat(1_000))
  const { structured } = await bed.call('read_text_file', { path: 'a.txt' })
  const cursor = String(structured['nextCursor'])
  const last = cursor.at(-1) === 'A' ? 'B' : 'A'
  for (const [path, bad] of [
    ['a.txt', cursor.slice(0, -1) + last],
    ['a.txt', `A${cursor}`],
    ['a.txt', ''],
    ['a.txt', '{}'],
    ['b.txt', cursor],
  ] as const) {
    assert.equal((await bed.call('read_range', { path, cursor: bad })).code, 'CURSOR_INVALID')
  }
  writeFileSync(join(bed.root, 'a.txt'), 'other\n'.repeat(1_000))
  assert.equal((await bed.call('read_range', { path: 'a.txt', cursor })).code, 'FILE_CHANGED')
})
