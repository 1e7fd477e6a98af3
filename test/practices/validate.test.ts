import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonSchema, type Mode, type Schema, type Server, z } from '../../src/index.ts'
import { textOf } from '../protocol/message.ts'
import { metricOf, refusalOf, ways } from './ways.ts'

const face = ways.find(way => way.name === '2026-07-28 through fetch')!

const schema = z.object({
  city: z.string().min(2),
  days: z.int().min(1).max(14).optional(),
  unit: z.enum(['celsius', 'fahrenheit']).default('celsius'),
  near: z.object({ lat: z.number(), lon: z.number() }).optional(),
  stops: z
    .array(z.object({ name: z.string() }))
    .max(3)
    .optional(),
  open: z.looseObject({ known: z.string() }).optional(),
  either: z.union([z.string(), z.number()]).optional(),
  with: z
    .discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b'), n: z.number() })])
    .optional(),
  maybe: z.object({ a: z.string() }).nullish(),
  any: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]).optional(),
})

const node: z.ZodType = z.object({
  name: z.string(),
  get children() {
    return z.array(node).optional()
  },
})

async function problemsOf(
  t: Parameters<typeof face.open>[0],
  input: Schema,
  args: object,
  way = face,
): Promise<readonly string[]> {
  const { call } = await way.open(
    t,
    (server: Server) => server.tool('forecast', { description: 'Forecasts.', input, run: () => 'sun' }) && undefined,
  )
  const message = await call('forecast', args as never)
  const { problems } = refusalOf(message)['data'] as { readonly problems: readonly string[] }
  for (const problem of problems) assert.ok(textOf(message).includes(problem))
  return problems
}

for (const way of ways)
  test(`${way.name}: every problem is told at once, with its path, in plain words`, async t => {
    const args = {
      days: 0.5,
      unit: 'kelvin',
      near: { lat: 'north', long: 1 },
      stops: [{ name: 'A' }, { nmae: 'B' }],
      citty: 'Bern',
      either: true,
    }
    assert.deepEqual(await problemsOf(t, schema, args, way), [
      'city: is missing, must be a string',
      'days: must be a whole number',
      'unit: must be "celsius" or "fahrenheit"',
      'near.lat: must be a number, not a string',
      'near.lon: is missing, must be a number',
      'stops.1.name: is missing, must be a string',
      'either: must be a string or a number',
      'citty: unknown argument, did you mean "city"?',
      'near.long: unknown argument, did you mean "lon"?',
      'stops.1.nmae: unknown argument, did you mean "name"?',
    ])
  })

for (const [what, input, args, problems] of [
  [
    'bounds',
    schema,
    { city: 'B', days: 15, stops: [1, 2, 3, 4].map(name => ({ name: `${name}` })) },
    ['city: must have at least 2 characters', 'days: must be at most 14', 'stops: must have at most 3 items'],
  ],
  [
    'formats',
    z.object({ mail: z.email(), at: z.iso.date(), by: z.string().regex(/^x/), of: z.number().gt(3) }),
    { mail: 'x', at: 'x', by: 'a', of: 3 },
    [
      'mail: must be a valid email address',
      'at: must be a valid ISO date',
      'by: must match pattern /^x/',
      'of: must be more than 3',
    ],
  ],
  [
    "an author's own words",
    z.object({ a: z.string('Give it a name').refine(a => a === 'z', 'Only z will do') }),
    { a: 'y' },
    ['a: Only z will do'],
  ],
  [
    'a strict schema, once',
    z.strictObject({ name: z.string() }),
    { name: 'a', nam: 'b' },
    ['nam: unknown argument, did you mean "name"?'],
  ],
  [
    'a union by its discriminator',
    z.object({
      as: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('a'), n: z.number() }),
        z.object({ kind: z.literal('b') }),
      ]),
    }),
    { as: { kind: 'c' } },
    ['as.kind: must be "a" or "b"'],
  ],
  [
    'a member unknown in the branch that its discriminator names',
    z.object({
      as: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('circle'), radius: z.number() }),
        z.object({ kind: z.literal('box'), width: z.number(), height: z.number() }),
      ]),
    }),
    { as: { kind: 'circle', radius: 1, width: 2 } },
    ['as.width: unknown argument, there is kind, radius'],
  ],
  [
    'a misspelt member of such a branch',
    z.object({
      as: z.union([
        z.object({ kind: z.literal('circle'), radius: z.number().optional() }),
        z.object({ kind: z.enum(['box', 'square']), width: z.number().optional() }),
      ]),
    }),
    { as: { kind: 'square', witdh: 2 } },
    ['as.witdh: unknown argument, did you mean "width"?'],
  ],
  [
    'a member that no branch of a union knows',
    z.object({ at: z.union([z.object({ city: z.string() }), z.object({ lat: z.number() }), z.null()]) }),
    { at: { city: 'Bern', lat: 1, contry: 'CH' } },
    ['at.contry: unknown argument, there is city, lat'],
  ],
  [
    'a schema that refers to itself',
    z.object({
      get tree() {
        return node
      },
    }),
    { tree: { name: 'a', children: [{ name: 'b', children: [{ name: 'c', chidren: [] }] }] } },
    ['tree.children.0.children.0.chidren: unknown argument, did you mean "children"?'],
  ],
  [
    'what several schemas say together',
    z.object({ of: z.object({ a: z.string() }).and(z.object({ b: z.string() })) }),
    { of: { a: 'x', b: 'y', cc: 'z' } },
    ['of.cc: unknown argument, there is a, b'],
  ],
  [
    'references of raw JSON Schema',
    jsonSchema({
      $defs: { Place: { type: 'object', properties: { street: { type: 'string' } } } },
      type: 'object',
      properties: {
        home: { $ref: '#/$defs/Place' },
        work: { allOf: [{ $ref: '#/$defs/Place' }, { properties: { floor: {} } }] },
      },
    }) as Schema,
    { home: { street: 'x', floor: 1 }, work: { street: 'x', floor: 1, rom: 2 } },
    ['home.floor: unknown argument, there is street', 'work.rom: unknown argument, there is street, floor'],
  ],
  [
    'raw JSON Schema',
    jsonSchema({
      type: 'object',
      properties: {
        n: { type: 'integer' },
        of: { enum: ['x', 'y'] },
        in: { type: 'object', properties: {}, required: ['k'] },
      },
      required: ['name'],
      additionalProperties: false,
    }) as Schema,
    { n: 'one', of: 'z', in: { other: 1 }, more: 2 },
    [
      'name: is missing',
      'n: must be of type integer, not string',
      'of: must be one of "x","y"',
      'in.k: is missing',
      'more: unknown argument, there is n, of, in',
      'in.other: unknown argument, there is k',
    ],
  ],
] as const)
  test(`problems are told in plain words: ${what}`, async t => {
    assert.deepEqual(await problemsOf(t, input, args), problems)
  })

const words = Array.from({ length: 300_000 }, () => 1)
const unknown = Object.fromEntries(words.map((_, index) => [`k${index}`, 1]))
for (const [what, input, args, told, first] of [
  ['wrong items', z.object({ words: z.array(z.string()) }), { words }, 20, 'words.0: must be a string, not a number'],
  [
    'wrong items of a union',
    z.object({ words: z.array(z.union([z.string(), z.boolean()])) }),
    { words },
    20,
    'words.0: must be a string or a boolean',
  ],
  ['unknown members', z.object({ a: z.string().optional() }), unknown, 20, 'k0: unknown argument, there is a'],
  ['unknown members', z.strictObject({ a: z.string().optional() }), unknown, 20, 'k0: unknown argument, there is a'],
  [
    'unknown members of items',
    z.object({ of: z.array(z.object({ a: z.string().optional() })) }),
    { of: words.map(() => ({ b: 1 })) },
    20,
    'of.0.b: unknown argument, did you mean "a"?',
  ],
  [
    'wrong items, of raw JSON Schema',
    jsonSchema({ type: 'object', properties: { words: { type: 'array', items: { type: 'string' } } } }) as Schema,
    { words },
    1,
    'words.0: must be of type string, not number',
  ],
] as const)
  test(`of very many problems the first are told, and that there are more: ${what}`, async t => {
    const problems = await problemsOf(t, input, args)
    assert.equal(problems[0], first)
    assert.equal(problems.length, told + 1)
    assert.match(problems.at(-1) ?? '', /^there (are|may be) more problems/)
  })

test('of a large request with very many problems only a sample is looked at, and they stand at their places', async t => {
  let found = 0
  const error = () => {
    found++
    return 'must be a word'
  }
  const input = z.object({
    words: z.array(z.string({ error })),
    of: z.record(z.string(), z.string({ error })).optional(),
  })
  const list = Array.from({ length: 200_000 }, (_, index) => (index % 3 === 1 ? 1 : 'a'))
  const places = (problems: readonly string[]) => problems.slice(0, -1).map(problem => Number(/\d+/.exec(problem)?.[0]))
  const inList = await problemsOf(t, input, { words: list })
  assert.equal(inList.length, 21)
  assert.ok(
    places(inList).every(at => at % 3 === 1),
    inList.join(),
  )
  assert.ok(found <= 1000, `${found}`)
  const of = Object.fromEntries(list.map((item, index) => [`k${index}`, item]))
  const inRecord = await problemsOf(t, input, { words: [], of })
  assert.ok(
    places(inRecord).every(at => at % 3 === 1),
    inRecord.join(),
  )
  assert.ok(found <= 2000, `${found}`)
})

test('of a large request with few problems each is told, and one that is right passes: its length, its rows and what refers to what', async t => {
  const row = z.array(z.number()).length(100)
  const input = z
    .object({
      ids: z.array(z.int()).length(50_000),
      rows: z.array(z.object({ row, kind: z.union([z.literal('a'), row]) })).length(400),
      uses: z.array(z.int()),
    })
    .superRefine(({ ids, uses }, context) => {
      const known = new Set(ids)
      for (const [index, use] of uses.entries())
        if (!known.has(use)) context.addIssue({ code: 'custom', path: ['uses', index], message: 'is not known' })
    })
  const numbers = Array.from({ length: 100 }, (_, index) => index)
  const right = {
    ids: Array.from({ length: 50_000 }, (_, index) => index),
    rows: Array.from({ length: 400 }, () => ({ row: numbers, kind: numbers })),
    uses: Array.from({ length: 50_000 }, (_, index) => 49_999 - index),
  }
  const { call } = await face.open(t, server => {
    server.tool('plan', { description: 'Plans.', input, run: ({ ids }) => `${ids.length}` })
  })
  const plan = (change: object) => call('plan', { ...right, ...change } as never)
  assert.equal(textOf(await plan({})), '50000')
  const ids = right.ids.with(40_000, 0.5)
  assert.match(textOf(await plan({ ids })), /input schema of plan: ids\.40000: must be a whole number\./)
  assert.match(textOf(await plan({ uses: right.uses.with(7, -1) })), /of plan: uses\.7: is not known\./)
})

test('a schema that takes its time gets a large request as any other', async t => {
  const input = z.object({ words: z.array(z.string().refine(async word => word !== 'taken', 'Is taken')) })
  const list = Array.from({ length: 100_000 }, () => 'free')
  assert.deepEqual(await problemsOf(t, input, { words: list.with(9, 'taken') }), ['words.9: Is taken'])
})

test('names and texts that a client makes up are repeated only in part', async t => {
  const input = z.object({ kind: z.string().optional(), of: z.record(z.string(), z.string()).optional() })
  const long = 'kind'.repeat(50_000)
  const problems = await problemsOf(t, input, { [long]: 1, of: { [long]: 1 } })
  assert.deepEqual(
    problems.map(problem => problem.length),
    [1001, 1001],
  )
})

for (const way of ways)
  test(`${way.name}: of very many problems of a prompt's arguments the first are told`, async t => {
    const names = Array.from({ length: 100 }, (_, index) => `argument${index}`)
    const { ask } = await way.open(t, server => {
      const shape = Object.fromEntries(names.map(name => [name, z.string().max(1)]))
      server.prompt('write', { description: 'Writes.', arguments: z.object(shape), build: () => 'Write.' })
    })
    const { error } = await ask('prompts/get', { name: 'write', arguments: {} })
    const { problems } = error!.data as unknown as { readonly problems: readonly string[] }
    assert.equal(problems.length, 21)
    assert.equal(problems.at(-1), 'there are more problems')
  })

test('a tool without input refuses every argument', async t => {
  const { call } = await face.open(
    t,
    server => server.tool('now', { description: 'Tells.', run: () => 'now' }) && undefined,
  )
  assert.match(textOf(await call('now', { zone: 'x' })), /zone: unknown argument, there is none/)
})

for (const [mode, isClosed] of [
  ['enforce', true],
  ['report', false],
  ['off', false],
] as const satisfies readonly (readonly [Mode, boolean])[])
  test(`${mode}: the schema that clients see ${isClosed ? 'says that unknown members are refused, where they are' : 'refuses nothing that passes'}`, async t => {
    const { ask, call } = await face.open(
      t,
      server =>
        server.tool('forecast', { description: 'Forecasts.', input: schema, validate: mode, run: () => 'sun' }) &&
        undefined,
    )
    const { result } = await ask('tools/list')
    const shown = result?.tools?.[0]?.['inputSchema'] as {
      readonly additionalProperties?: boolean
      readonly properties: Record<
        string,
        {
          readonly additionalProperties?: unknown
          readonly items?: { additionalProperties?: unknown }
          readonly anyOf?: readonly { readonly additionalProperties?: unknown }[]
          readonly oneOf?: readonly { readonly additionalProperties?: unknown }[]
        }
      >
    }
    const closed = isClosed ? false : undefined
    assert.deepEqual(
      [
        shown.additionalProperties,
        shown.properties['near']?.additionalProperties,
        shown.properties['stops']?.items?.additionalProperties,
        shown.properties['maybe']?.anyOf?.[0]?.additionalProperties,
        ...(shown.properties['with']?.oneOf ?? []).map(branch => branch.additionalProperties),
      ],
      [closed, closed, closed, closed, closed, closed],
    )
    // What is of two branches passes.
    assert.deepEqual(
      shown.properties['any']?.anyOf?.map(branch => branch.additionalProperties),
      [undefined, undefined],
    )
    assert.deepEqual(shown.properties['open']?.additionalProperties, {})
    const refused = async (args: object) => (await call('forecast', { city: 'Bern', ...args })).result?.isError === true
    assert.deepEqual(
      [
        await refused({ x: 1 }),
        await refused({ near: { lat: 1, lon: 1, x: 1 } }),
        await refused({ open: { known: 'a', x: 1 } }),
        await refused({ with: { kind: 'a', n: 1 } }),
        await refused({ maybe: { a: 'a', x: 1 } }),
        await refused({ any: { a: 'a', x: 1 } }),
        await refused({ any: { a: 'a', b: 'b' } }),
        await refused({ maybe: null }),
      ],
      [isClosed, isClosed, false, isClosed, isClosed, isClosed, false, false],
    )
  })

test('where arguments pass unchecked, the handler gets defaults where it can, and what was sent where it cannot', async t => {
  const { call } = await face.open(
    t,
    server =>
      server.tool('forecast', { description: 'Forecasts.', input: schema, validate: 'off', run: args => args }) &&
      undefined,
  )
  assert.deepEqual((await call('forecast', { city: 'Bern' })).result?.structuredContent, {
    city: 'Bern',
    unit: 'celsius',
  })
  assert.deepEqual((await call('forecast', { city: 7 })).result?.structuredContent, { city: 7 })
})

test('a schema that takes its time is waited for', async t => {
  const input = z.object({ name: z.string().refine(async name => name !== 'taken', 'That name is taken') })
  assert.deepEqual(await problemsOf(t, input, { name: 'taken', x: 1 }), [
    'name: That name is taken',
    'x: unknown argument, there is name',
  ])
})

const asking = z.object({
  topic: z.string().min(2),
  tone: z.enum(['warm', 'dry']).default('dry'),
})

for (const way of ways)
  test(`${way.name}: a prompt tells every problem at once, in the same words, as invalid params`, async t => {
    const { ask, events, server } = await way.open(t, made => {
      made.prompt('ask', { description: 'Asks.', arguments: asking, build: () => 'text' })
      made.prompt('bare', { description: 'Asks.', build: () => 'text' })
    })
    const { error } = await ask('prompts/get', { name: 'ask', arguments: { topic: 'x', tone: 'loud', topc: 'y' } })
    const problems = [
      'topic: must have at least 2 characters',
      'tone: must be "warm" or "dry"',
      'topc: unknown argument, did you mean "topic"?',
    ]
    assert.equal(error?.code, -32602)
    assert.deepEqual([error?.data?.['code'], error?.data?.['problems']], ['ARGUMENTS_INVALID', problems])
    for (const problem of problems) assert.ok(error?.message.includes(problem))
    const bare = await ask('prompts/get', { name: 'bare', arguments: { zone: 'x' } })
    assert.deepEqual(bare.error?.data?.['problems'], ['zone: unknown argument, there is none'])
    const gets = events.filter(({ method }) => method === 'prompts/get')
    assert.deepEqual(
      gets.map(({ status, refused_by, error_type }) => [status, refused_by, error_type]),
      Array(2).fill(['refused', 'validate', 'ARGUMENTS_INVALID']),
    )
    const refusals = 'lintel_refusals_total{practice="validate",code="ARGUMENTS_INVALID"}'
    assert.equal(metricOf(server, refusals), 2)
  })

for (const [mode, isTold] of [
  ['report', true],
  ['off', false],
] as const)
  test(`${mode}: a prompt is built from what was sent where that does not match, and with defaults where it does`, async t => {
    const { ask, events, server } = await face.open(
      t,
      made =>
        made.prompt('ask', {
          description: 'Asks.',
          arguments: asking,
          validate: mode,
          build: args => JSON.stringify(args),
        }) && undefined,
    )
    const built = async (args: Record<string, string>) => {
      const { result } = await ask('prompts/get', { name: 'ask', arguments: args })
      const { messages } = result as unknown as { readonly messages: readonly { content: { text: string } }[] }
      return JSON.parse(messages[0]!.content.text) as unknown
    }
    assert.deepEqual(await built({ topic: 'x', topc: 'y' }), { topic: 'x', topc: 'y' })
    assert.deepEqual(await built({ topic: 'rain' }), { topic: 'rain', tone: 'dry' })
    assert.deepEqual(
      events.map(({ reports = [] }) => reports),
      [isTold ? [{ practice: 'validate', code: 'ARGUMENTS_INVALID' }] : [], []],
    )
    const told = server.practices()[0]?.practices.find(({ name }) => name === 'validate')
    assert.deepEqual(told, { name: 'validate', mode, setting: '' })
  })

test('validate of the server and of a group holds for prompts', async t => {
  const { ask } = await face.open(
    t,
    server => {
      server.prompt('ask', { description: 'Asks.', arguments: asking, build: () => 'text' })
      server.group('part', { validate: 'enforce' }, group => {
        group.prompt('ask', { description: 'Asks.', arguments: asking, build: () => 'text' })
      })
    },
    { practices: { validate: 'off' } },
  )
  const isRefused = async (name: string) =>
    (await ask('prompts/get', { name, arguments: { topic: 'rain', x: 'y' } })).error !== undefined
  assert.deepEqual([await isRefused('ask'), await isRefused('part_ask')], [false, true])
})
