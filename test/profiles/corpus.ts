import * as z from 'zod'
import type { JsonObject } from '../../src/json.ts'

const Tree = z.strictObject({
  name: z.string().max(80),
  get children() {
    return z.array(Tree).max(50)
  },
})

/** Input schemas as authors write them, and as servers elsewhere have them. */
export const corpus: Readonly<Record<string, JsonObject>> = {
  flat: fromZod(
    z.strictObject({
      city: z.string().min(1).max(80).describe('City name'),
      days: z.int().min(1).max(7).default(3).describe('Days ahead'),
      units: z.enum(['metric', 'imperial']).default('metric').describe('Units of the answer'),
      detailed: z.boolean().optional().describe('Every hour'),
      page: z.int().describe('Which page'),
    }),
  ),
  nested: fromZod(
    z.strictObject({
      filter: z.strictObject({ tags: z.array(z.string()).max(5), since: z.iso.datetime().optional() }),
      order: z.array(z.strictObject({ by: z.string(), descending: z.boolean().default(false) })),
    }),
  ),
  formats: fromZod(
    z.strictObject({
      mail: z.email(),
      link: z.url().describe('Where to.'),
      id: z.uuid(),
      day: z.iso.date(),
      share: z.number().gt(0).lt(1),
      size: z.int().positive(),
    }),
  ),
  nullable: fromZod(
    z.strictObject({
      note: z.string().nullable(),
      parent: z.strictObject({ id: z.string() }).nullable(),
      level: z.enum(['low', 'high']).nullable(),
    }),
  ),
  numbers: fromZod(z.strictObject({ size: z.literal([1, 2, 4]), version: z.literal(2), flag: z.literal(true) })),
  records: fromZod(
    z.strictObject({ labels: z.record(z.string(), z.string()), point: z.tuple([z.number(), z.number()]) }),
  ),
  discriminated: fromZod(
    z.strictObject({
      target: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('file'), path: z.string() }),
        z.strictObject({ type: z.literal('url'), url: z.string(), depth: z.int().max(3).optional() }),
      ]),
    }),
  ),
  mixed: fromZod(
    z.strictObject({ value: z.union([z.string().max(9), z.number()]).describe('The value'), any: z.unknown() }),
  ),
  recursive: fromZod(z.strictObject({ tree: Tree })),
  'recursive-root': fromZod(Tree),
  shared: {
    type: 'object',
    properties: { from: { $ref: '#/$defs/place' }, to: { $ref: '#/$defs/place', description: 'Where it goes' } },
    required: ['from', 'to'],
    $defs: {
      place: { $anchor: 'place', type: 'object', properties: { x: { type: 'number' }, near: { $ref: '#place' } } },
    },
  },
  'root-union': {
    ...fromZod(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('file'), path: z.string(), limit: z.int().max(9).optional() }),
        z.strictObject({ type: z.literal('url'), url: z.url(), limit: z.string().optional() }),
      ]),
    ),
    type: 'object',
  },
  'root-alternatives': {
    type: 'object',
    description: 'What to look at.',
    properties: {
      project: { type: 'string' },
      paths: { type: 'array', items: { type: 'string' } },
      scopes: { type: 'string' },
    },
    required: ['project'],
    anyOf: [{ required: ['paths'] }, { required: ['scopes'] }],
    additionalProperties: false,
  },
  'root-all': {
    type: 'object',
    allOf: [{ properties: { a: { type: 'string' } }, required: ['a'] }, { $ref: '#/definitions/b' }],
    definitions: { b: { properties: { b: { type: 'integer', exclusiveMinimum: 0 } }, not: { required: ['c'] } } },
  },
  header: {
    type: 'object',
    properties: { region: { type: 'string', 'x-mcp-header': 'Region', description: 'Where the data is' } },
    required: ['region'],
    additionalProperties: false,
  },
  'odd-names': {
    type: 'object',
    properties: {
      $ref: { type: 'string' },
      $defs: { type: 'integer' },
      definitions: { type: 'array', items: { type: 'string' }, default: [{ $ref: 'no reference' }] },
      default: { enum: ['anyOf', ''] },
      properties: { type: ['integer', 'null'], const: null },
    },
  },
  elsewhere: {
    type: 'object',
    properties: {
      far: { $ref: 'https://example.com/schema.json' },
      lost: { $ref: '#/$defs/nowhere', description: 'Lost' },
    },
  },
}

function fromZod(schema: z.ZodType): JsonObject {
  return z.toJSONSchema(schema, { io: 'input' }) as unknown as JsonObject
}
