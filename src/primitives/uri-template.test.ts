import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileUriTemplate } from './uri-template.ts'

const match = (template: string, uri: string) => {
  const found = compileUriTemplate(template).match(uri)
  return found && { ...found }
}

test('a variable is one segment, a reserved one takes slashes, and both are decoded', () => {
  assert.deepEqual(match('city://{name}/now', 'city://S%C3%A3o%20Paulo/now'), { name: 'São Paulo' })
  assert.equal(match('city://{name}/now', 'city://a/b/now'), undefined)
  assert.equal(match('city://{name}/now', 'city:///now'), undefined)
  assert.deepEqual(match('file:///{+path}.md', 'file:///a/b.md.md'), { path: 'a/b.md' })
  assert.equal(match('file:///{+path}', 'file:///%ff'), undefined)
})

test('the first variables take as much as they can', () => {
  assert.deepEqual(match('d://{year}-{month}-{day}', 'd://2026-11-25-b'), { year: '2026-11', month: '25', day: 'b' })
  assert.deepEqual(match('x://{+a}/raw/{name}', 'x://p/raw/q/raw/r'), { a: 'p/raw/q', name: 'r' })
  assert.deepEqual(match('x://{a}{b}', 'x://123'), { a: '12', b: '3' })
})

/** The same as a regular expression: right, but in the worst case of cubic time and more. */
function matchSlowly(template: string, uri: string) {
  const names: string[] = []
  const pattern = template.replace(/\{(\+?)(\w+)\}|[^{]/g, (literal, plus: string | undefined, name?: string) => {
    if (name === undefined) return literal.replace(/[.*+?^${}()|[\]\\]/, '\\$&')
    names.push(name)
    return plus === '+' ? '(.+)' : '([^/?#]+)'
  })
  const found = new RegExp(`^${pattern}$`, 's').exec(uri)
  return found ? Object.fromEntries(names.map((name, index) => [name, found[index + 1]])) : undefined
}

test('a URI matches in the way that a regular expression finds', () => {
  const literal = fc.string({ unit: fc.constantFrom('/', '-', '.', 'a', '?'), maxLength: 3 })
  const parts = fc.array(fc.tuple(fc.boolean(), literal), { minLength: 1, maxLength: 4 })
  const uri = fc.string({ unit: fc.constantFrom('/', '-', '.', 'a', 'b', '?', '\n'), maxLength: 14 })
  fc.assert(
    fc.property(literal, parts, uri, (start, all, rest) => {
      const template = start + all.map(([plus, text], index) => `{${plus ? '+' : ''}v${index}}${text}`).join('')
      for (const asked of [rest, start + rest, `${start}a${all.map(([, text]) => `a${text}`).join('')}`])
        assert.deepEqual(match(template, asked), matchSlowly(template, asked))
    }),
    { numRuns: 2000 },
  )
})

test('a long URI with many ways to divide it is decided at once', () => {
  const length = 1_000_000
  assert.equal(match('d://{a}-{b}-{c}-{d}', `d://${'-'.repeat(length)}/`), undefined)
  assert.equal(match('x://{+a}/raw/{+b}.md', `x://${'/raw/'.repeat(length / 5)}`), undefined)
  assert.equal(match('x://{+a}/{+b}', `x://${'/'.repeat(length)}`)?.b, '/')
})
