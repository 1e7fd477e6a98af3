import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readArguments } from './tool-arguments.ts'

const schema = { properties: { edits: { type: 'array', items: { type: 'object' } } }, additionalProperties: false }

test('a text for a list of objects is met with the form of the list', () => {
  assert.throws(() => readArguments(['edits=a'], schema, undefined), {
    name: 'ArgumentError',
    message: 'edits has to be a JSON array: edits:=[{...}], not "a".',
  })
})

test('a list of objects is taken as JSON, whole or entry by entry', () => {
  const edits = [{ a: 1 }, { a: 2 }]
  assert.deepEqual(readArguments(['edits:=[{"a":1},{"a":2}]'], schema, undefined), { edits })
  assert.deepEqual(readArguments(['edits=[{"a":1},{"a":2}]'], schema, undefined), { edits })
  assert.deepEqual(readArguments(['edits={"a":1}', 'edits={"a":2}'], schema, undefined), { edits })
})
