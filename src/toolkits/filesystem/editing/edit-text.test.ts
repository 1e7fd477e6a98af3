import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ToolError } from '../../../errors.ts'
import { editText } from './edit-text.ts'

const scope = { number: 1, path: '/root/f', maxLength: 10_000 }
const edit = (text: string, oldText: string, newText: string, more: { readonly replaceAll?: boolean } = {}) =>
  editText(text, { oldText, newText, ...more }, scope).text

function refusalOf(run: () => unknown): ToolError {
  try {
    run()
  } catch (error) {
    assert.ok(error instanceof ToolError)
    return error
  }
  assert.fail('nothing was thrown')
}

const word = fc.constantFrom('a', 'b', ' ', '\t', '$&', '$1', 'é', '😀', '{', '')
const words = fc.array(word, { maxLength: 4 }).map(parts => parts.join(''))
const ending = fc.constantFrom('\n', '\r\n', '\r\n')
const lines = fc.array(fc.tuple(words, ending), { maxLength: 8 }).map(list => list.flat().join(''))
const mark = fc.constantFrom('', '\uFEFF')
const lf = (text: string) => text.replaceAll('\r\n', '\n')

test('an edit found by its lines changes only its own place, in any mix of line endings', () => {
  fc.assert(
    fc.property(mark, lines, lines, lines, words, words, (bom, head, middle, tail, before, after) => {
      const target = `<${before}${middle}${after}>`
      const text = bom + head + target + tail
      const edited = edit(text, lf(target), 'X\nY')
      assert.ok(edited.startsWith(bom + head))
      assert.ok(edited.endsWith(tail))
      assert.equal(lf(edited.slice((bom + head).length, edited.length - tail.length)), 'X\nY')
    }),
  )
})

test('the reverse edit gives the same text again where the number of lines stays', () => {
  fc.assert(
    fc.property(mark, lines, lines, lines, (bom, head, middle, tail) => {
      const target = `<${middle}>`
      const changed = lf(target).replace(/[^\n<>]+/g, 'other')
      const text = bom + head + target + tail
      const there = edit(text, lf(target), `[[${changed}]]`)
      assert.equal(edit(there, `[[${changed}]]`, lf(target)), text)
    }),
  )
})

test('the reverse edit gives the same text again where the file has one kind of line ending', () => {
  fc.assert(
    fc.property(mark, fc.constantFrom('\n', '\r\n'), lines, lines, lines, lines, (bom, end, head, old, now, tail) => {
      const uniform = (text: string) => lf(text).replaceAll('\n', end)
      const text = bom + uniform(`${head}<${old}>${tail}\n`)
      const there = edit(text, lf(`<${old}>`), lf(`[[${now}]]`))
      assert.equal(edit(there, lf(`[[${now}]]`), lf(`<${old}>`)), text)
    }),
  )
})

test('new lines end as the lines that they replace, and as the line beside where there was none', () => {
  assert.equal(edit('a\r\nb\r\nc\n', 'b', 'b\nb2'), 'a\r\nb\r\nb2\r\nc\n')
  assert.equal(edit('a\r\nb\nc\r\n', 'a\nb\nc\n', 'a\nb\nnew\nc\n'), 'a\r\nb\nnew\nc\r\n')
  assert.equal(edit('a\r\nb\nc\r\n', 'a\nb\nc\n', 'c\n'), 'c\r\n')
  assert.equal(edit('a', 'a', 'a\nb'), 'a\nb')
})

test('an edit that holds CRLF is made as it stands where it is found as it stands', () => {
  assert.equal(edit('a\r\nb\r\n', 'a\r\nb', 'a\nb'), 'a\nb\r\n')
  assert.equal(edit('a\nb\n', 'a\r\nb', 'x\r\ny'), 'x\ny\n')
})

test('a dollar sign has no meaning', () => {
  assert.equal(edit('price: X', 'X', "$& $1 $$ $` $'"), "price: $& $1 $$ $` $'")
})

test('a text found several times is refused with its line numbers and changed everywhere on request', () => {
  const text = 'x = 1\r\ny = 1\r\nz = 1\r\n'
  const error = refusalOf(() => edit(text, '= 1', '= 2'))
  assert.equal(error.code, 'EDIT_AMBIGUOUS')
  assert.match(error.message, /at lines 1, 2, 3/)
  assert.deepEqual(error.data, { edit: 1, lines: [1, 2, 3] })
  assert.equal(edit(text, '= 1', '= 2', { replaceAll: true }), 'x = 2\r\ny = 2\r\nz = 2\r\n')
})

test('places that overlap count as several, and are replaced from the left', () => {
  assert.equal(refusalOf(() => edit('aaa', 'aa', 'b')).code, 'EDIT_AMBIGUOUS')
  assert.equal(edit('aaa', 'aa', 'b', { replaceAll: true }), 'ba')
})

test('lines that differ only in white space are found when nothing else is, and keep their indentation', () => {
  const text = 'class A {\n\tfoo() {\n\t\treturn 1\n\t}\n}\n'
  const written = '  foo() {\n    return 1\n  }'
  assert.equal(
    edit(text, written, '  foo() {\n    if (x)\n      return 2\n  }\n}'),
    'class A {\n\tfoo() {\n\t\tif (x)\n\t\t  return 2\n\t}\n}\n}\n',
  )
  assert.equal(edit('    a  \n    b\n', 'a\nb\n', 'a\n  c\nb\n'), '    a\n      c\n    b\n')
})

test('an exact place is taken although others are equal but for white space', () => {
  assert.equal(edit('  a \n  a\n', '  a\n', 'b\n'), '  a \nb\n')
})

test('lines found only with other white space are refused where there are several, whatever is asked', () => {
  const error = refusalOf(() => edit('\tfoo\n\tbar\n\n\t\tfoo\n\t\tbar\n', ' foo\n bar', 'x', { replaceAll: true }))
  assert.equal(error.code, 'EDIT_AMBIGUOUS')
  assert.deepEqual(error.data, { edit: 1, lines: [1, 4] })
})

test('white space alone is never found tolerantly', () => {
  assert.equal(refusalOf(() => edit('a\n\nb', '\n  \n', '')).code, 'EDIT_NOT_FOUND')
})

test('a text that is not there is refused', () => {
  const error = refusalOf(() => edit('abc', 'abd', ''))
  assert.equal(error.code, 'EDIT_NOT_FOUND')
  assert.equal(error.retryable, false)
})

test('an edit that would make the text too long is refused before it is made', () => {
  const error = refusalOf(() => edit('a'.repeat(1_000), 'a', 'b'.repeat(1_000), { replaceAll: true }))
  assert.equal(error.code, 'TOO_LARGE')
})

test('places are the same as those a naive search finds', () => {
  const short = fc.array(fc.constantFrom('a', 'b'), { maxLength: 12 }).map(parts => parts.join(''))
  const needle = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 }).map(parts => parts.join(''))
  fc.assert(
    fc.property(short, needle, (text, wanted) => {
      const expected = text.replaceAll(wanted, () => '!')
      if (text.includes(wanted)) assert.equal(edit(text, wanted, '!', { replaceAll: true }), expected)
      else assert.equal(refusalOf(() => edit(text, wanted, '!')).code, 'EDIT_NOT_FOUND')
    }),
  )
})
