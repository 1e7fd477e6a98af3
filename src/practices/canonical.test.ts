import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isJsonObject, type Json } from '../json.ts'
import { canonical } from './canonical.ts'

/** The same value with the members of each object the other way round. */
function turned(value: Json): Json {
  if (Array.isArray(value)) return value.map(item => turned(item as Json))
  if (!isJsonObject(value)) return value
  const pairs = Object.entries(value).map(([name, member]) => [name, turned(member as Json)] as const)
  return Object.fromEntries(pairs.toReversed())
}

test('values that differ in the order of members alone are the same text, and others are not', () => {
  const key = (value: Json) => JSON.stringify(canonical(value))
  const parsed = fc.json().map(text => JSON.parse(text.replace(/-0\b/g, '0')) as Json)
  fc.assert(
    fc.property(parsed, parsed, (one, other) => {
      assert.equal(key(turned(one)), key(one))
      assert.deepEqual(JSON.parse(key(one)), JSON.parse(JSON.stringify(one)))
      if (key(one) === key(other)) assert.deepEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)))
    }),
    { numRuns: 500 },
  )
})

test('numbers that have no text of their own are no others', () => {
  const texts = ['1e999', '-1e999', 'null', '0', '-0', '[]', '{}', '{"a":1}', '[["a",1]]']
  for (const around of [(text: string) => text, (text: string) => `{"x":[${text}]}`])
    assert.equal(
      new Set(texts.map(text => JSON.stringify(canonical(JSON.parse(around(text)) as Json)))).size,
      texts.length,
    )
})

test('a member named __proto__ counts, and deep values take no longer than their text', () => {
  const key = (text: string) => JSON.stringify(canonical(JSON.parse(text) as Json))
  assert.notEqual(key('{"b":1,"__proto__":{"x":1}}'), key('{"b":1,"__proto__":{"x":2}}'))
  const deep = `${'{"b":0,"a":'.repeat(64)}1${'}'.repeat(64)}`
  assert.equal(key(deep), `${'{"a":'.repeat(64)}1${',"b":0}'.repeat(64)}`)
})
