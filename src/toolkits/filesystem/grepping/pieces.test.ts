import assert from 'node:assert/strict'
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Budgets } from '../budgets.ts'
import { openTestbed, type Testbed } from '../testbed.ts'
import { registerGrep } from '../tools/grep.ts'

const open = (budgets: Partial<Budgets> = {}) => openTestbed(registerGrep, { budgets })

/** What all pages of a grep in `a.txt` show, each line of the file once. */
async function grepAll(bed: Testbed, args: Record<string, unknown>): Promise<readonly string[]> {
  const shown: string[] = []
  for (let cursor: unknown, page = 0; page === 0 || cursor !== undefined; page++) {
    const { text, structured, code } = await bed.call('grep', {
      path: 'a.txt',
      ...args,
      ...(cursor !== undefined && { cursor }),
    })
    assert.equal(code, undefined, text)
    shown.push(...(text.match(/^(?:\d+[:-] .*|--)$/gm) ?? []))
    cursor = structured['nextCursor']
  }
  return shown
}

const line = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: fc.constantFrom('x', 'é', '€', '😀', ' ', '\r'), maxLength: 12 }) },
  { weight: 1, arbitrary: fc.nat({ max: 60 }).map(more => `x${'é'.repeat(20_000 + more)}`) },
)
/** The first piece has 8,000 bytes at least: its border falls into the lines that follow. */
const file = fc
  .tuple(fc.integer({ min: 7_900, max: 8_000 }), fc.array(line, { maxLength: 30 }), fc.boolean())
  .map(([padding, lines, ended]) => Buffer.from(`${'y'.repeat(padding)}\n${lines.join('\n')}${ended ? '\n' : ''}`))
const broken = fc
  .tuple(file, fc.array(fc.tuple(fc.nat(300), fc.constantFrom(0x80, 0xc3, 0xe2, 0xf0, 0xff))))
  .map(([bytes, changes]) => {
    for (const [back, byte] of changes) {
      const at = bytes.length - 1 - back
      if (bytes[at] !== 0x0a) bytes[at] = byte
    }
    return bytes
  })

test('a file that is read in tiny pieces has the same matches and context as in one piece', async () => {
  await using whole = await open()
  await using first = await open({ fileBytes: 3 })
  await using second = await open({ fileBytes: 211 })
  await using third = await open({ fileBytes: 41_000 })
  const beds = [first, second, third]
  await fc.assert(
    fc.asyncProperty(
      broken,
      fc.nat({ max: 3 }),
      fc.constantFrom('x', '^$', '€|😀', 'é$'),
      async (bytes, context, pattern) => {
        for (const bed of [whole, ...beds]) writeFileSync(join(bed.root, 'a.txt'), bytes)
        const expected = await grepAll(whole, { pattern, context })
        // Hundreds of thousands of reads tell nothing more than some thousands.
        for (const bed of bytes.length > 12_000 ? beds.slice(1) : beds)
          assert.deepEqual(await grepAll(bed, { pattern, context }), expected)
      },
    ),
    { numRuns: 12 },
  )
})

test('pages that end for want of time or room, in the middle of a file read in pieces, lose and repeat no match', async () => {
  await using whole = await open()
  await using late = await open({ fileBytes: 500, walkMs: 0 })
  await using full = await open({ fileBytes: 500, entries: 7 })
  const lines = Array.from({ length: 2_000 }, (_, at) => (at % 90 === 0 ? `x${at}` : `é${at}`))
  for (const bed of [whole, late, full]) writeFileSync(join(bed.root, 'a.txt'), lines.join('\n'))
  for (const context of [0, 2]) {
    const expected = (await grepAll(whole, { pattern: 'x', context })).filter(shown => shown !== '--')
    assert.equal(expected.filter(shown => shown.includes(': ')).length, 23)
    for (const bed of [late, full]) {
      assert.deepEqual(
        (await grepAll(bed, { pattern: 'x', context })).filter(shown => shown !== '--'),
        expected,
      )
    }
  }
})

test('a file of 30 MB is searched whole: at its beginning, across the border of two pieces and at its end', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a.txt')
  const row = `${'y'.repeat(99)}\n`
  const file = openSync(path, 'w')
  for (let piece = 0; piece < 30; piece++) writeSync(file, row.repeat(10_000))
  const needle = 'needle é'
  for (const at of [0, 999_996, 29_999_990]) writeSync(file, needle, at)
  closeSync(file)
  for (const pattern of [needle, 'ne{2}dle .']) {
    const found = (await grepAll(bed, { pattern })).map(shown => Number.parseInt(shown, 10))
    assert.deepEqual(found, [1, 10_000, 299_999])
  }
})
