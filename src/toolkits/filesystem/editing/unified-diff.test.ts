import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyPatch } from 'diff'
import fc from 'fast-check'
import { diffText, fence, maxDiffLength } from './unified-diff.ts'

const line = fc.constantFrom('a', 'b', 'c', '', '\r', '```', '+', '-')
const text = fc.array(line, { maxLength: 40 }).map(lines => lines.join('\n'))

test('a diff applied to the text before gives the text after', () => {
  fc.assert(
    fc.property(text, text, text, text, (head, before, after, tail) => {
      const [old, now] = [`${head}\n${before}\n${tail}`, `${head}\n${after}\n${tail}`]
      const diff = diffText('f', old, now)
      assert.equal(diff.cut, false)
      if (old === now) assert.equal(diff.text, '')
      else assert.equal(applyPatch(old, diff.text, { autoConvertLineEndings: false }), now)
    }),
  )
})

test('a change near the end of a large file is told with its own line numbers', () => {
  const many = 'line\n'.repeat(500_000)
  const { hunks, added, removed, text } = diffText('f', `${many}old\n`, `${many}new\n`)
  assert.deepEqual(hunks, [{ oldStart: 499_998, oldLines: 4, newStart: 499_998, newLines: 4 }])
  assert.deepEqual({ added, removed }, { added: 1, removed: 1 })
  assert.ok(text.length < 200)
})

test('a diff over its limit is cut at a line and says so', () => {
  const lines = (mark: string) => Array.from({ length: 20_000 }, (_, at) => `${mark}${at}\n`).join('')
  const diff = diffText('f', lines('a'), lines('b'))
  assert.equal(diff.cut, true)
  assert.ok(diff.text.length <= maxDiffLength && diff.text.endsWith('\n'))
  assert.deepEqual(diff.hunks, [{ oldStart: 1, oldLines: 20_000, newStart: 1, newLines: 20_000 }])
  assert.equal(diff.added, 20_000)
})

test('a fence is longer than any run of backticks in it', () => {
  assert.equal(fence('a\n', 'diff'), '```diff\na\n```')
  assert.equal(fence('```js\n`````', 'diff'), '``````diff\n```js\n`````\n``````')
})
