import * as fc from 'fast-check'
import type { Json, JsonObject } from '../../src/json.ts'

/** A schema and a value that it allows, made together. */
export interface Pair {
  readonly schema: JsonObject
  readonly value: Json
  readonly definitions: JsonObject
}

const names = ['a', 'b', '$ref', '$defs', 'properties', 'type', 'definitions', 'x y', '__proto__', 'ä/~1'] as const

const scalars: readonly fc.Arbitrary<Pair>[] = [
  pair(fc.string(), value => ({ type: 'string', minLength: Math.min(1, [...value].length), description: 'A text' })),
  pair(fc.integer({ min: -9, max: 9 }), value => ({
    type: 'integer',
    minimum: Math.min(value, 0),
    exclusiveMaximum: value + 1,
  })),
  pair(fc.integer(), () => ({ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })),
  pair(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), value => ({
    type: 'number',
    exclusiveMinimum: value - 1.5,
    default: 1,
  })),
  pair(fc.boolean(), () => ({ type: 'boolean', default: false })),
  pair(fc.boolean(), value => ({ const: value })),
  pair(fc.constantFrom('open', 'shut'), () => ({ type: 'string', enum: ['open', 'shut'] })),
  pair(fc.constantFrom(1, 2, 4), () => ({ enum: [1, 2, 4] })),
  pair(fc.constantFrom('open', null), () => ({ type: ['string', 'null'], enum: ['open', 'shut', null] })),
  pair(fc.constantFrom<Json>('text', null), () => ({ anyOf: [{ type: 'string' }, { type: 'null' }] })),
]

/** Where less may be allowed for Gemini: choices of different types, and values of any type. */
const open: readonly fc.Arbitrary<Pair>[] = [
  pair(fc.oneof(fc.string(), fc.integer()), () => ({ oneOf: [{ type: 'string' }, { type: 'number' }] })),
  pair(fc.constantFrom<Json>('x', 1, null, [1], {}), () => ({})),
]

export function pairs(kind: 'any' | 'one-type'): fc.Arbitrary<Pair> {
  const { root } = fc.letrec<{ value: Pair; object: Pair; list: Pair; root: Pair }>(tie => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      ...scalars,
      ...(kind === 'any' ? open : []),
      tie('object'),
      tie('list'),
      tie('object').map(orNull),
      choice(tie('object'), kind),
      referred(tie('object')),
      referred(tie('list')),
      tie('object').map(({ schema, ...rest }) => ({ ...rest, schema: { allOf: [schema, { type: 'object' }] } })),
    ),
    object: object(tie('value')),
    list: tie('value').map(({ schema, value, definitions }) => ({
      schema: { type: 'array', items: schema, maxItems: 3 },
      value: [value, value],
      definitions,
    })),
    root: fc.oneof(tie('object'), choice(tie('object'), kind), referred(tie('object'))),
  }))
  return root.map(({ schema, value, definitions }) => ({
    schema: { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', ...schema, $defs: definitions },
    value,
    definitions: {},
  }))
}

function pair<V extends Json>(values: fc.Arbitrary<V>, describe: (value: V) => JsonObject): fc.Arbitrary<Pair> {
  return values.map(value => ({ schema: describe(value), value, definitions: {} }))
}

/** An object that takes no other members; some of those that it takes may be missing. */
function object(inner: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> {
  const member = fc.record({ inner, isRequired: fc.boolean(), isThere: fc.boolean() })
  return fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), member), { maxLength: 4, selector: ([name]) => name })
    .map(members => {
      const required = members.filter(([, { isRequired }]) => isRequired).map(([name]) => name)
      const there = members.filter(([, { isRequired, isThere }]) => isRequired || isThere)
      return {
        schema: {
          type: 'object',
          properties: Object.fromEntries(members.map(([name, { inner }]) => [name, inner.schema])),
          ...(required.length > 0 && { required }),
          additionalProperties: false,
        },
        value: Object.fromEntries(there.map(([name, { inner }]) => [name, inner.value])),
        definitions: Object.assign({}, ...members.map(([, { inner }]) => inner.definitions)) as JsonObject,
      }
    })
}

function orNull({ schema, value, definitions }: Pair): Pair {
  return { schema: { anyOf: [schema, { type: 'null' }] }, value, definitions }
}

/**
 * Two objects, told apart by a member, and a value of the first or the second. Both have a `size`, with bounds of its
 * own; where all has to be of one type, they share no other member.
 */
function choice(branch: fc.Arbitrary<Pair>, kind: 'any' | 'one-type'): fc.Arbitrary<Pair> {
  const apart = (pair: Pair, end: string) => (kind === 'any' ? pair : rename(pair, end))
  return fc
    .tuple(branch, branch, fc.boolean(), fc.constantFrom('anyOf', 'oneOf'), fc.integer({ min: 0, max: 4 }))
    .map(([first, second, isFirst, keyword, size]) => {
      const one = tag(apart(first, '1'), 'one', size)
      const other = tag(apart(second, '2'), 'other', size + 5)
      return {
        schema: { [keyword]: [one.schema, other.schema] },
        value: isFirst ? one.value : other.value,
        definitions: { ...one.definitions, ...other.definitions },
      }
    })
}

function tag({ schema, value, definitions }: Pair, kind: string, size: number): Pair {
  const required = [...((schema.required ?? []) as readonly string[]), 'kind', 'size']
  const bounds = { type: 'integer', minimum: size, maximum: size + 1 }
  const properties = Object.fromEntries([...membersOf(schema.properties), ['kind', { const: kind }], ['size', bounds]])
  return {
    schema: { ...schema, properties, required },
    value: Object.fromEntries([...membersOf(value), ['kind', kind], ['size', size]]),
    definitions,
  }
}

function rename({ schema, value, definitions }: Pair, end: string): Pair {
  const renamed = (members: unknown) =>
    Object.fromEntries(membersOf(members).map(([name, it]) => [`${name}${end}`, it]))
  const required = ((schema.required ?? []) as readonly string[]).map(name => `${name}${end}`)
  return { schema: { ...schema, properties: renamed(schema.properties), required }, value: renamed(value), definitions }
}

function membersOf(object: unknown): readonly (readonly [string, Json])[] {
  return Object.entries(object as Record<string, Json>)
}

function referred(inner: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> {
  return fc.tuple(inner, fc.uuid()).map(([{ schema, value, definitions }, id]) => ({
    schema: { $ref: `#/$defs/${id}`, description: 'By reference' },
    value,
    definitions: { ...definitions, [id]: schema },
  }))
}
