import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Schema as Draft, Validator } from '@cfworker/json-schema'
import fc from 'fast-check'
import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { closeSchema } from './closed-schema.ts'
import { findUnknown } from './unknown-arguments.ts'

const names = ['a', 'b', 'c', 'kind'] as const
const definitions = ['first', 'second'] as const

const leaf = fc.constantFrom<JsonObject>({ type: 'string' }, { const: 'x' }, { const: 'y' }, { enum: ['x', 'z'] }, {})
const { schema } = fc.letrec<{ schema: JsonObject; object: JsonObject; union: JsonObject }>(tie => ({
  schema: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { arbitrary: leaf, weight: 1 },
    { arbitrary: tie('object'), weight: 3 },
    { arbitrary: tie('union'), weight: 2 },
    { arbitrary: fc.constantFrom(...definitions).map(name => ({ $ref: `#/$defs/${name}` })), weight: 1 },
    { arbitrary: tie('schema').map(items => ({ type: 'array', items })), weight: 1 },
  ),
  object: fc
    .record({
      properties: fc.dictionary(fc.constantFrom(...names), tie('schema'), { maxKeys: 3, noNullPrototype: true }),
      required: fc.subarray([...names]),
      open: fc.constantFrom<Json>('absent', 'absent', 'absent', true, false),
    })
    .map(({ properties, required, open }) => ({
      type: 'object',
      properties,
      required: required.filter(name => Object.hasOwn(properties, name)),
      ...(open !== 'absent' && { additionalProperties: open }),
    })),
  union: fc
    .record({
      how: fc.constantFrom('anyOf', 'oneOf', 'allOf'),
      branches: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
      around: fc.option(tie('object'), { nil: {} }),
    })
    .map(({ how, branches, around }) => ({ ...around, [how]: branches })),
}))
const schemas = fc
  .record({ root: schema, first: schema, second: schema })
  .map(({ root, first, second }): JsonObject => ({ ...root, $defs: { first, second } }))

/** Values that the schema may accept: a branch of each union, every part of a conjunction. */
function valuesOf(node: Json | undefined, root: JsonObject, depth = 0): fc.Arbitrary<Json> {
  const any = fc.constantFrom<Json>('x', 'y', 'z', 'w', {}, { a: 'x' }, [])
  if (!isJsonObject(node) || depth > 7) return any
  const {
    $ref,
    properties,
    required = [],
    additionalProperties,
    items,
    const: word,
    enum: words,
    allOf,
    anyOf,
    oneOf,
  } = node
  if (word !== undefined) return fc.constant(word)
  if (Array.isArray(words)) return fc.constantFrom(...(words as readonly Json[]))
  const below = (inner: Json | undefined) => valuesOf(inner, root, depth + 1)
  if (items !== undefined) return fc.array(below(items), { maxLength: 3 })
  const parts: fc.Arbitrary<Json>[] = []
  if (isJsonObject(properties)) {
    const members = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, below(inner)]))
    if (additionalProperties === true) members['d'] = any
    parts.push(fc.record(members, { requiredKeys: required as string[], noNullPrototype: true }) as fc.Arbitrary<Json>)
  }
  if (typeof $ref === 'string') parts.push(below((root['$defs'] as JsonObject)[$ref.slice('#/$defs/'.length)]))
  if (Array.isArray(allOf)) parts.push(...allOf.map(below))
  for (const branches of [anyOf, oneOf])
    if (Array.isArray(branches)) parts.push(fc.oneof(...(branches as readonly Json[]).map(below)))
  if (parts.length === 0) return any
  return fc
    .tuple(...parts)
    .map(all => (all.every(isJsonObject) ? Object.assign({}, ...all) : (all.find(one => !isJsonObject(one)) as Json)))
}

/** The schema with every member refused that nothing evaluates: what it accepts, the schema names (2020-12, section 11.3). */
function strict(node: Json, isPlace: boolean): Json {
  if (!isJsonObject(node)) return node
  const mapped = Object.entries(node).map(([keyword, held]): [string, Json | undefined] => {
    if (['allOf', 'anyOf', 'oneOf'].includes(keyword)) return [keyword, (held as Json[]).map(one => strict(one, false))]
    if (keyword === 'properties') return [keyword, mapValues(held as JsonObject, true)]
    if (keyword === '$defs') return [keyword, mapValues(held as JsonObject, false)]
    return [keyword, keyword === 'items' ? strict(held as Json, true) : held]
  })
  return { ...Object.fromEntries(mapped), ...(isPlace && { unevaluatedProperties: false }) }
}

function mapValues(held: JsonObject, isPlace: boolean): JsonObject {
  return Object.fromEntries(Object.entries(held).map(([name, one]) => [name, strict(one as Json, isPlace)]))
}

function accepts(schema: Json, value: Json): boolean {
  return new Validator(schema as Draft, '2020-12').validate(value).valid
}

const cases = schemas.chain(root => valuesOf(root, root).map(value => ({ root, value })))

/** Schemas that refer to themselves and to nothing else have no meaning, and validators do not end. */
function hasMeaning({ $defs }: JsonObject): boolean {
  const onlyRefers = (node: Json | undefined, seen: readonly string[]): boolean => {
    if (!isJsonObject(node)) return true
    const inner = ['allOf', 'anyOf', 'oneOf'].flatMap(how => (node[how] as readonly Json[] | undefined) ?? [])
    if (!inner.every(one => onlyRefers(one, seen))) return false
    if (typeof node['$ref'] !== 'string') return true
    const name = node['$ref'].slice('#/$defs/'.length)
    return !seen.includes(name) && onlyRefers(($defs as JsonObject)[name], [...seen, name])
  }
  return Object.entries($defs as JsonObject).every(([name, node]) => onlyRefers(node, [name]))
}

test('what a schema accepts and names is never refused, neither by the search nor by the schema that clients see', () => {
  let tried = 0
  let withMembers = 0
  fc.assert(
    fc.property(cases, ({ root, value }) => {
      fc.pre(hasMeaning(root))
      if (!accepts(root, value) || !accepts(strict(root, true), value)) return
      tried++
      if (isJsonObject(value) && Object.keys(value).length > 0) withMembers++
      assert.deepEqual(findUnknown(root)(value), [])
      assert.ok(accepts(closeSchema(root), value))
    }),
    { numRuns: 3000 },
  )
  assert.ok(tried > 500 && withMembers > 200, `${tried} tried, ${withMembers} with members`)
})

test('what the schema that clients see refuses, the search refuses as well', () => {
  fc.assert(
    fc.property(cases, ({ root, value }) => {
      fc.pre(hasMeaning(root))
      if (!accepts(root, value)) return
      if (!accepts(closeSchema(root), value)) assert.notDeepEqual(findUnknown(root)(value), [])
    }),
    { numRuns: 3000 },
  )
})

test('a schema that refers to itself is searched as deep as the arguments are, and a circle of references ends', () => {
  const tree: JsonObject = {
    type: 'object',
    properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#' } } },
  }
  assert.deepEqual(
    findUnknown(tree)({ name: 'a', children: [{ children: [{ nmae: 'c' }] }] }).map(({ path }) => path),
    [['children', 0, 'children', 0, 'nmae']],
  )
  const circle: JsonObject = { $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' }
  assert.deepEqual(findUnknown(circle)({ x: 1 }), [])
  // Each level could be of every branch: what is read stays as large as the schema, or is left alone.
  const branch = (name: string) => ({ type: 'object', properties: { [name]: {}, next: { $ref: '#/$defs/node' } } })
  const wide: JsonObject = {
    $defs: { node: { anyOf: Array.from({ length: 20 }, (_, at) => branch(`n${at}`)) } },
    $ref: '#/$defs/node',
  }
  let value: JsonObject = { x: 1 }
  for (let depth = 0; depth < 60; depth++) value = { next: value }
  assert.equal(findUnknown(wide)(value).length, 1)
})
