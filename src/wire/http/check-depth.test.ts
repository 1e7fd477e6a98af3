import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isTooDeep, isValueTooDeep } from './check-depth.ts'

const limit = 5

/** Text with what a careless reader of JSON trips over. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', '\\', 'a', '/', '\u2028', '\ud800', '🙂') }),
  fc.constantFrom('__proto__', 'constructor', 'toJSON', 'length', ''),
)
const { value: json } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { depthSize: 'large', withCrossShrink: true },
    fc.oneof(text, fc.double({ noNaN: true }), fc.constantFrom(null, true)),
    fc.array(tie('value'), { maxLength: 3 }),
    // Pairs, as a name may be `__proto__`.
    fc.uniqueArray(fc.tuple(text, tie('value')), { maxLength: 3, selector: ([name]) => name }).map(asObject),
  ),
}))

function asObject(pairs: readonly (readonly [string, unknown])[]): unknown {
  return JSON.parse(`{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`)
}

test('a text and the value that it stands for are found too deep alike, whatever is in them', t => {
  const verdicts = { true: 0, false: 0 }
  fc.assert(
    fc.property(json, fc.constantFrom('', ' ', '\n\t'), (value, indent) => {
      const written = JSON.stringify(value, null, indent)
      const verdict = isTooDeep(written, limit)
      verdicts[`${verdict}`]++
      assert.equal(isValueTooDeep(JSON.parse(written), limit), verdict)
    }),
    { numRuns: 3000 },
  )
  t.diagnostic(JSON.stringify(verdicts))
  assert.ok(verdicts.true > 100 && verdicts.false > 100)
})

test('of members of one name the text counts each, the value the last', () => {
  const twice = '{"a":[[[[[]]]]],"a":1}'
  assert.equal(isTooDeep(twice, limit), true)
  assert.equal(isValueTooDeep(JSON.parse(twice), limit), false)
})
