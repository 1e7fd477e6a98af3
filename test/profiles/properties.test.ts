import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Schema, Validator } from '@cfworker/json-schema'
import * as fc from 'fast-check'
import { isJsonObject, type Json, type JsonObject } from '../../src/json.ts'
import { profiles } from '../../src/profiles/profile.ts'
import { pairs } from './valid-pairs.ts'

const runs = { numRuns: 500 }

for (const profile of ['expanded', 'plain-root'] as const) {
  test(`${profile}: whatever the schema allows, the schema as clients see it allows`, async () => {
    await fc.assert(
      fc.property(pairs('any'), ({ schema, value }) => {
        assert.ok(isValid(schema, value), 'the pair itself')
        assert.ok(isValid(profiles[profile].rewrite(schema), value), show(profiles[profile].rewrite(schema)))
      }),
      runs,
    )
  })
}

test('gemini: the same, where nothing is a choice of different types or of any type', async () => {
  await fc.assert(
    fc.property(pairs('one-type'), ({ schema, value }) => {
      const written = profiles.gemini.rewrite(schema)
      assert.ok(isValid(readNullable(written), value), show(written))
    }),
    runs,
  )
})

test('gemini: only its own keywords, one type everywhere, lists of texts alone', async () => {
  await fc.assert(
    fc.property(pairs('any'), ({ schema }) => {
      for (const node of nodesOf(profiles.gemini.rewrite(schema))) {
        assert.equal(typeof node.type, 'string', show(node))
        assert.deepEqual(
          Object.keys(node).filter(keyword => !geminiKeywords.has(keyword)),
          [],
        )
        if (node.enum) assert.ok((node.enum as Json[]).every(value => typeof value === 'string' && value !== ''))
        if (node.type === 'array') assert.ok(isJsonObject(node.items))
      }
    }),
    runs,
  )
})

test('schemas that refer to each other in every way end, without a reference, and stay below a bound', async () => {
  const graph = fc
    .integer({ min: 1, max: 12 })
    .chain(count => fc.array(fc.array(fc.nat(count - 1), { maxLength: 10 }), { minLength: count, maxLength: count }))
  await fc.assert(
    fc.property(graph, links => {
      const $defs = Object.fromEntries(
        links.map((to, at) => [
          `d${at}`,
          {
            type: 'object',
            properties: Object.fromEntries(to.map((target, n) => [`p${n}`, { $ref: `#/$defs/d${target}` }])),
          },
        ]),
      )
      const schema = { type: 'object', properties: { start: { $ref: '#/$defs/d0' } }, $defs }
      for (const profile of ['expanded', 'plain-root', 'gemini'] as const) {
        const nodes = nodesOf(profiles[profile].rewrite(schema))
        assert.ok(nodes.length < 3000, `${profile}: ${nodes.length} schemas`)
        assert.ok(nodes.every(node => node.$ref === undefined && node.$defs === undefined))
      }
    }),
    { numRuns: 200 },
  )
})

test('eight levels of ten references each do not make a hundred million schemas', async () => {
  const level = (next: string) => ({
    type: 'object',
    properties: Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`p${at}`, { $ref: next }])),
  })
  const $defs = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`l${at}`, level(`#/$defs/l${at + 1}`)]))
  const schema = { ...level('#/$defs/l0'), $defs: { ...$defs, l8: { type: 'string' } } }
  for (const profile of ['expanded', 'plain-root', 'gemini'] as const) {
    const nodes = nodesOf(profiles[profile].rewrite(schema))
    assert.ok(nodes.length < 3000, `${profile}: ${nodes.length} schemas`)
  }
})

const geminiKeywords = new Set(
  'type format title description nullable enum items minItems maxItems properties required minimum maximum minLength maxLength pattern x-mcp-header'.split(
    ' ',
  ),
)

function isValid(schema: JsonObject, value: Json): boolean {
  return new Validator(schema as Schema, '2020-12').validate(value).valid
}

function nodesOf(schema: JsonObject): readonly JsonObject[] {
  const { properties, items, anyOf, oneOf, allOf, additionalProperties } = schema
  const within = [
    ...(isJsonObject(properties) ? Object.values(properties) : []),
    ...[items, additionalProperties].filter(isJsonObject),
    ...[anyOf, oneOf, allOf].flatMap(list => (Array.isArray(list) ? list : [])),
  ] as readonly JsonObject[]
  return [schema, ...within.flatMap(nodesOf)]
}

/** OpenAPI's `nullable` in the words of JSON Schema. */
function readNullable({ nullable, ...node }: JsonObject): JsonObject {
  const { properties, items } = node
  const read: JsonObject = {
    ...node,
    ...(isJsonObject(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, child]) => [name, readNullable(child as JsonObject)]),
      ),
    }),
    ...(isJsonObject(items) && { items: readNullable(items) }),
  }
  return nullable === true ? { anyOf: [read, { type: 'null' }] } : read
}

function show(schema: JsonObject): string {
  return JSON.stringify(schema)
}
