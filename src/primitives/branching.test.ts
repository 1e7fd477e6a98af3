import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../json.ts'
import { branchingOf, levelsOf } from './branching.ts'
import { jsonSchema } from './json-schema.ts'

const names = ['and', 'or', 'not', 'any', 'all', 'none']
/** A filter as query tools have it: each branch holds filters again. */
const filter: JsonObject = {
  type: 'object',
  anyOf: names.map(name => ({
    properties: { [name]: { type: 'boolean' }, of: { type: 'array', items: { $ref: '#' } } },
  })),
}

function nest(depth: number): JsonObject {
  return depth === 0 ? {} : { of: [nest(depth - 1)] }
}

test('a union multiplies only where its schema refers to itself', () => {
  assert.equal(branchingOf(filter), 6)
  assert.equal(branchingOf({ anyOf: [{ type: 'string' }, { type: 'number' }] }), 1)
  const named = {
    $defs: { size: { oneOf: [{ type: 'string' }, { type: 'number' }] } },
    properties: { a: { $ref: '#/$defs/size' } },
  }
  assert.equal(branchingOf(named), 1)
  const mutual = {
    $defs: {
      one: { anyOf: [{ type: 'null' }, { properties: { x: { $ref: '#/$defs/other' } } }] },
      other: { properties: { y: { $ref: '#/$defs/one' } } },
    },
    properties: { a: { $ref: '#/$defs/one' } },
  }
  assert.equal(branchingOf(mutual), 2)
})

test('levels are those of objects', () => {
  assert.equal(levelsOf([[[1]]]), 0)
  assert.equal(levelsOf({ a: [{ b: 1 }, { c: { d: {} } }] }), 4)
  assert.equal(levelsOf(nest(20)), 21)
})

test('arguments that a recursive union could not be held against in time are refused at once, and shallow ones are judged', async () => {
  const { validate } = jsonSchema(filter)['~standard']
  const deep = await validate(nest(40))
  assert.match(deep.issues?.[0]?.message ?? '', /nested more deeply/)
  assert.equal((await validate(nest(3))).issues, undefined)
  assert.ok((await validate({ of: [{ of: 1 }] })).issues)
})
