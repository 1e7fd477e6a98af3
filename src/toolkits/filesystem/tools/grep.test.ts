import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Budgets } from '../budgets.ts'
import { openTestbed, type Testbed } from '../testbed.ts'
import { registerGrep } from './grep.ts'

const open = (budgets: Partial<Budgets> = {}) => openTestbed(registerGrep, { budgets })

function write(bed: Testbed, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(bed.root, path, '..'), { recursive: true })
    writeFileSync(join(bed.root, path), text)
  }
}

/** Every page, with the root left out of the paths. */
async function grepAll(bed: Testbed, args: Record<string, unknown>): Promise<string> {
  const pages: string[] = []
  let cursor: unknown
  do {
    const { text, structured, code } = await bed.call('grep', {
      path: '.',
      ...args,
      ...(cursor !== undefined && { cursor }),
    })
    assert.equal(code, undefined, text)
    if (Number(structured['count']) > 0) pages.push(text.replaceAll(`${bed.root}/`, ''))
    cursor = structured['nextCursor']
  } while (cursor !== undefined)
  return pages.join('\n')
}

test('lines that match are answered below the path of their file', async () => {
  await using bed = await open()
  write(bed, { 'a.txt': 'one\nTwo\r\nthree two', 'b/c.txt': 'none\n', 'b/d.md': 'two\n' })
  assert.equal(await grepAll(bed, { pattern: 'two' }), 'a.txt\n3: three two\nb/d.md\n1: two')
  assert.equal(await grepAll(bed, { pattern: '^two$', ignoreCase: true }), 'a.txt\n2: Two\nb/d.md\n1: two')
  assert.equal(await grepAll(bed, { pattern: 'two', glob: '**/*.md' }), 'b/d.md\n1: two')
  for (const glob of ['*.md', 'd.md', 'd.{md,txt}', 'b/*.md'])
    assert.equal(await grepAll(bed, { pattern: 'two', glob }), 'b/d.md\n1: two', glob)
  assert.equal(await grepAll(bed, { pattern: 'two', glob: 'b/x/*.md' }), '')
  assert.equal(await grepAll(bed, { pattern: 'two', excludePatterns: ['b'] }), 'a.txt\n3: three two')
  assert.equal(await grepAll(bed, { path: 'a.txt', pattern: 'T' }), 'a.txt\n2: Two')
  const { structured } = await bed.call('grep', { path: '.', pattern: 'two' })
  const facts = { path: bed.root, count: 2, files: 2, searched: 3, unreadable: 0, tooDeep: 0 }
  assert.deepEqual(structured, facts)
})

test('a literal pattern means its characters, with and without regard to case', async () => {
  await using bed = await open()
  write(bed, { 'a.txt': 'f(x)\nF(X)\nfx' })
  assert.equal(await grepAll(bed, { pattern: 'f(x)', literal: true }), 'a.txt\n1: f(x)')
  assert.equal(await grepAll(bed, { pattern: 'f(x)', literal: true, ignoreCase: true }), 'a.txt\n1: f(x)\n2: F(X)')
})

test('context lines come once, with a mark where lines are left out', async () => {
  await using bed = await open()
  write(bed, { 'a.txt': '1\nx\n3\nx\n5\n6\n7\n8\nx' })
  assert.equal(await grepAll(bed, { pattern: 'x', context: 1 }), 'a.txt\n1- 1\n2: x\n3- 3\n4: x\n5- 5\n--\n8- 8\n9: x')
})

test('an answer that is full goes on by cursor, also in the middle of a file', async () => {
  await using bed = await open({ entries: 3 })
  write(bed, { 'a.txt': 'x\n'.repeat(8), 'b.txt': 'x\n', 'c.txt': 'x' })
  const lines = (await grepAll(bed, { pattern: 'x' })).split('\n').filter(line => /^\d+: x$/.test(line))
  assert.deepEqual(
    lines,
    [1, 2, 3, 4, 5, 6, 7, 8, 1, 1].map(line => `${line}: x`),
  )
  const alone = await grepAll(bed, { path: 'a.txt', pattern: 'x' })
  assert.equal(alone.match(/\d+: x/g)?.length, 8)
})

test('an answer ends where its bytes are used up, and loses no match', async () => {
  await using bed = await open({ textBytes: 500 })
  write(bed, { 'a.txt': `${'x'.repeat(100)}\n`.repeat(50) })
  const first = await bed.call('grep', { path: '.', pattern: 'x' })
  assert.ok(first.text.length < 1_000)
  const all = await grepAll(bed, { pattern: 'x' })
  assert.deepEqual(
    [...all.matchAll(/^(\d+):/gm)].map(match => Number(match[1])),
    Array.from({ length: 50 }, (_, at) => at + 1),
  )
})

test('binary files are passed over, links not gone into', async () => {
  await using bed = await open()
  write(bed, { 'bin.dat': Buffer.from('x\n\0x'), 'ok.txt': 'x' })
  writeFileSync(join(bed.outside, 'secret.txt'), 'x')
  symlinkSync(bed.outside, join(bed.root, 'out'))
  symlinkSync(join(bed.outside, 'secret.txt'), join(bed.root, 'link.txt'))
  const { text, structured } = await bed.call('grep', { path: '.', pattern: 'x' })
  assert.equal(text, `${join(bed.root, 'ok.txt')}\n1: x`)
  assert.equal(structured['files'], 1)
  assert.equal((await bed.call('grep', { path: 'link.txt', pattern: 'x' })).code, 'PATH_OUTSIDE_ROOTS')
})

test('a long line is answered in part, and says so', async () => {
  await using bed = await open()
  write(bed, { 'min.js': `x${'y'.repeat(5_000)}` })
  assert.match((await bed.call('grep', { path: '.', pattern: 'x' })).text, /^1: xy{399}… \(5001 characters\)$/m)
})

test('an expression that takes exponential time is refused, and the server goes on', async () => {
  await using bed = await open()
  write(bed, { 'a.txt': `${'a'.repeat(60)}b\n` })
  for (const pattern of ['^(a+)+$', '^(a|a)*$', '(.*a){30}$', `${'(a|a)'.repeat(45)}c`]) {
    assert.equal((await bed.call('grep', { path: '.', pattern })).code, 'PATTERN_INVALID', pattern)
  }
  assert.equal((await bed.call('grep', { path: '.', pattern: 'a+b' })).structured['count'], 1)
})

test('a hundred greps that take exponential time leave the event loop free for others, and end when they are cancelled', async () => {
  await using bed = await open()
  write(bed, { 'a.txt': `${'a'.repeat(60)}\n` })
  const controller = new AbortController()
  const { signal } = controller
  const astray = Array.from({ length: 100 }, () =>
    bed.call('grep', { path: '.', pattern: '(a+)+b' }, { signal }).then(
      ({ code }) => code,
      () => 'cancelled',
    ),
  )
  const answered = new Set<unknown>()
  for (const answer of astray) void answer.then(code => answered.add(code))
  assert.equal((await bed.call('grep', { path: '.', pattern: 'aaa' })).structured['count'], 1)
  assert.equal(await Promise.race(astray), 'PATTERN_INVALID')
  controller.abort()
  assert.deepEqual(new Set(await Promise.all(astray)), new Set(['PATTERN_INVALID', 'cancelled']))
  assert.equal((await bed.call('grep', { path: '.', pattern: 'a+' })).structured['count'], 1)
})

test('a long literal pattern and one with many alternatives find their lines', async () => {
  await using bed = await open()
  write(bed, { 'a.txt': `\n${'é('.repeat(40)}x\r\n\n`, 'empty.txt': '' })
  assert.equal(
    (await bed.call('grep', { path: '.', pattern: `${'é('.repeat(40)}x`, literal: true })).structured['count'],
    1,
  )
  assert.equal((await bed.call('grep', { path: '.', pattern: 'x$|y$|z$' })).structured['count'], 1)
  assert.equal((await bed.call('grep', { path: '.', pattern: '^$' })).structured['count'], 2)
})

test('what is no regular expression is refused, with the reason', async () => {
  await using bed = await open()
  const { code, text } = await bed.call('grep', { path: '.', pattern: '(' })
  assert.equal(code, 'PATTERN_INVALID')
  assert.match(text, /Unterminated group/)
})
