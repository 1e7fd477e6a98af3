import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createServer, type JsonObject, jsonSchema, type Schema, z } from '../index.ts'

const description = 'Finds things by their name and tells where they are.'

const logger = { debug() {}, info() {}, warn() {}, error() {} }

interface Tool {
  readonly name?: string
  readonly description?: string
  readonly input?: Schema
}

/** The rules that a tool breaks, each with where: `bounded city`. */
async function findings({ name = 'find_things', ...tool }: Tool): Promise<readonly string[]> {
  // Where arguments are validated, what is listed is closed already.
  const server = createServer({ name: 'x', version: '1', logger, practices: { validate: 'off' } })
  server.tool(name, { description, readOnly: true, ...tool, run: () => 'x' })
  return (await server.lint()).map(({ rule, path }) => `${rule} ${path}`.trim())
}

const inputs = (shape: z.ZodRawShape) => ({ input: z.strictObject(shape) })
const raw = (schema: JsonObject) => ({
  input: jsonSchema({ type: 'object', additionalProperties: false, ...schema }),
})
const text = z.string().max(80)

/** Each rule: what breaks it, and what looks alike but does not. */
const cases: readonly { readonly rule: string; readonly breaks: readonly Tool[]; readonly keeps: readonly Tool[] }[] = [
  {
    rule: 'description',
    breaks: [{ description: 'Finds.' }],
    keeps: [{}, { description: '按名称查找东西，并说明它们在哪里。' }],
  },
  {
    rule: 'name',
    breaks: [{ name: 'findThings' }, { name: 'find-things' }, { name: 'Find' }, { name: `f${'_x'.repeat(40)}` }],
    keeps: [{ name: 'search' }, { name: 'find_things_2' }],
  },
  {
    rule: 'closed',
    breaks: [{ input: z.object({ city: text.describe('City name') }) }],
    keeps: [
      {},
      inputs({ city: text.describe('City name') }),
      { input: jsonSchema({ type: 'object', properties: {}, additionalProperties: true }) },
    ],
  },
  {
    rule: 'closed where',
    breaks: [inputs({ where: z.object({ city: text.describe('City name') }).describe('Where to look') })],
    keeps: [inputs({ where: z.record(z.string(), text).describe('Names and values') })],
  },
  {
    rule: 'plain-root',
    breaks: [raw({ anyOf: [{ required: ['a'] }, { required: ['b'] }], properties: {} })],
    keeps: [inputs({ a: z.union([text, z.literal(1)]).describe('Name or number') })],
  },
  {
    rule: 'required',
    breaks: [raw({ properties: {}, required: ['city'] })],
    keeps: [raw({ properties: { city: { enum: ['Oslo'], description: 'The city' } }, required: ['city'] })],
  },
  {
    rule: 'required n',
    breaks: [raw({ properties: { n: { enum: ['a', 'b'], default: 'a', description: 'Which' } }, required: ['n'] })],
    keeps: [inputs({ n: z.enum(['a', 'b']).default('a').describe('Which') })],
  },
  {
    rule: 'few-parameters',
    breaks: [inputs(Object.fromEntries(Array.from({ length: 16 }, (_, at) => [`p${at}`, text.describe('Some text')])))],
    keeps: [inputs(Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`p${at}`, text.describe('Some text')])))],
  },
  {
    rule: 'tokens',
    breaks: [{ description: 'It finds things, and then it tells where they are. '.repeat(120) }],
    keeps: [{ description: 'It finds things, and then it tells where they are. '.repeat(40) }],
  },
  {
    rule: 'described city',
    breaks: [inputs({ city: text }), inputs({ city: text.describe('City') }), inputs({ city: text.describe(' ') })],
    keeps: [inputs({ city: text.describe('City name') }), inputs({ city: z.literal('Oslo') })],
  },
  {
    rule: 'described where.city',
    breaks: [
      inputs({ where: z.strictObject({ city: text }).describe('Where to look') }),
      inputs({ where: z.strictObject({ city: text }).nullable().describe('Where to look') }),
      raw({
        properties: { where: { $ref: '#/$defs/w', description: 'Where to look' } },
        $defs: {
          w: { type: 'object', properties: { city: { type: 'string', maxLength: 9 } }, additionalProperties: false },
        },
      }),
    ],
    keeps: [inputs({ where: z.strictObject({ city: text.describe('City name') }).describe('Where to look') })],
  },
  {
    rule: 'typed any',
    breaks: [inputs({ any: z.unknown().describe('Whatever it is') })],
    keeps: [inputs({ any: z.union([text, z.boolean()]).describe('Whatever it is') })],
  },
  {
    rule: 'flat a.b',
    breaks: [
      inputs({ a: nest({ b: nest({ c: text.describe('Some text') }) }) }),
      inputs({
        a: nest({
          b: z
            .array(nest({ c: text.describe('Some text') }))
            .max(3)
            .describe('Several'),
        }),
      }),
    ],
    keeps: [
      inputs({
        a: z
          .array(nest({ b: text.describe('Some text') }))
          .max(3)
          .describe('Several'),
      }),
    ],
  },
  {
    rule: 'bounded it',
    breaks: [
      inputs({ it: z.string().min(1).describe('Some text') }),
      inputs({ it: z.string().nullable().describe('Some text') }),
      inputs({ it: z.number().describe('Degrees') }),
      inputs({ it: z.int().describe('How many') }),
      inputs({ it: z.array(text).describe('Several') }),
    ],
    keeps: [
      inputs({ it: text.describe('Some text') }),
      inputs({ it: z.email().describe('Mail address') }),
      inputs({ it: z.string().regex(/^\d+$/).describe('Digits') }),
      inputs({ it: z.enum(['a', 'b']).describe('Which') }),
      inputs({ it: z.int().min(1).describe('First line') }),
      inputs({ it: z.array(text).max(9).describe('Several') }),
      inputs({ it: z.tuple([text, text]).describe('From and to') }),
    ],
  },
  {
    rule: 'enum it',
    breaks: [
      'The order: "asc" or "desc"',
      "One of 'open', 'closed'",
      'One of: open, closed',
      'Values: low | high',
      'Either `a` or `b`',
    ].map(words => inputs({ it: text.describe(words) })),
    keeps: [
      inputs({ it: z.enum(['asc', 'desc']).describe('The order: "asc" or "desc"') }),
      ...[
        'A path, in one of the allowed directories',
        'Text to find. It must be in the file exactly once.',
        'A name, such as "alice" or "bob"',
        'Glob: "*.ts" or "src/**"',
        'Absolute, or relative to the first one',
        'Either the name of a person or of a group',
      ].map(words => inputs({ it: text.describe(words) })),
    ],
  },
  {
    rule: 'default it',
    breaks: [
      inputs({ it: z.boolean().optional().describe('Whether to look deeper') }),
      inputs({ it: z.int().max(9).optional().describe('How many') }),
      inputs({ it: z.enum(['a', 'b']).optional().describe('Which') }),
    ],
    keeps: [
      inputs({ it: z.boolean().default(false).describe('Whether to look deeper') }),
      inputs({ it: z.int().max(9).optional().describe('How many. Default: all') }),
      inputs({ it: z.int().max(9).optional().describe('How many; without it all are answered') }),
      inputs({ it: z.boolean().describe('Whether to look deeper') }),
      inputs({ it: text.optional().describe('Some text') }),
    ],
  },
  {
    rule: 'discriminated it',
    breaks: [
      inputs({
        it: z.union([nest({ a: text.describe('A text') }), nest({ b: text.describe('B text') })]).describe('It'),
      }),
      inputs({
        it: z
          .union([nest({ a: z.literal('x') }), nest({ b: z.literal('y'), c: text.describe('C text') })])
          .describe('It'),
      }),
      inputs({ it: z.union([nest({ a: z.literal('x') }), nest({ a: z.literal('x') })]).describe('It') }),
    ],
    keeps: [
      inputs({
        it: z
          .discriminatedUnion('type', [nest({ type: z.literal('x') }), nest({ type: z.literal('y') })])
          .describe('It'),
      }),
      inputs({ it: z.union([nest({ a: text.describe('A text') }), text]).describe('One or the other') }),
    ],
  },
  {
    rule: 'parameter-name Max-Size',
    breaks: [inputs({ 'Max-Size': text.describe('The largest size') })],
    keeps: [inputs({ max_size: text.describe('The largest size'), maxSize: text.describe('The same') })],
  },
]

function nest(shape: z.ZodRawShape) {
  return z.strictObject(shape).describe('Belongs together')
}

for (const { rule, breaks, keeps } of cases) {
  test(`${rule}: found where it is broken, and not where it only looks so`, async () => {
    for (const tool of breaks)
      assert.ok((await findings(tool)).includes(rule), JSON.stringify([describe(tool), await findings(tool)]))
    for (const tool of keeps)
      assert.ok(!(await findings(tool)).includes(rule), JSON.stringify([describe(tool), await findings(tool)]))
  })
}

function describe({ input, ...rest }: Tool): unknown {
  return { ...rest, input: input?.['~standard'].jsonSchema?.input({ target: 'draft-2020-12' }) }
}

test('every finding names its tool, its place, what is wrong and what to write instead', async () => {
  const server = createServer({ name: 'x', version: '1' })
  server.tool('find_things', {
    description,
    input: z.strictObject({ city: z.string().describe('City name') }),
    run: () => 1,
  })
  assert.deepEqual(await server.lint(), [
    {
      rule: 'bounded',
      tool: 'find_things',
      path: 'city',
      problem: 'is a text of any length',
      cure: 'bound it: .max(200), .max(1_000_000) for whole texts, or a format',
    },
  ])
})

test('the whole list is weighed: what many tools cost together is a finding of its own', async () => {
  const define = (count: number) => {
    const server = createServer({ name: 'x', version: '1' })
    const long = 'It finds things, and then it tells where they are. '.repeat(20)
    for (let at = 0; at < count; at++) server.tool(`find_${at}`, { description: long, run: () => 1 })
    return server.lint()
  }
  assert.deepEqual(await define(10), [])
  const [found, ...more] = await define(60)
  assert.deepEqual([found?.rule, found?.tool, more.length], ['list-tokens', undefined, 0])
  assert.match(found!.problem, /^the list of 60 tools is about 1\d,?\d{3} tokens$/)
})

test('a schema that is nested without end, or refers to itself, is looked through to an end', async () => {
  const deep = Array.from({ length: 40 }).reduce<JsonObject>(
    inner => ({ type: 'object', properties: { a: inner }, additionalProperties: false }),
    { type: 'string' },
  )
  assert.ok((await findings({ input: jsonSchema(deep) })).includes('flat a.a'))
  assert.ok((await findings(raw({ properties: { again: { $ref: '#' } } }))).includes('described again'))
})

test('when the server opens, one line counts the findings and names what shows them; a clean server says nothing', async () => {
  for (const [input, events] of [
    [z.strictObject({ city: z.string() }), ['info definitions.lint']],
    [z.strictObject({ city: text.describe('City name') }), []],
  ] as const) {
    const lines: { readonly event: string; readonly fields: unknown }[] = []
    const at = (level: string) => (event: string, fields?: unknown) =>
      lines.push({ event: `${level} ${event}`, fields })
    const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
    const server = createServer({ name: 'x', version: '1', logger })
    server.tool('find_things', { description, input, run: () => 1 })
    await server.listen({ port: 0 })
    await server.close()
    const said = lines.filter(({ event }) => event.endsWith('definitions.lint'))
    assert.deepEqual(
      said.map(({ event }) => event),
      events,
    )
    if (said[0])
      assert.deepEqual(said[0].fields, { findings: 2, advice: 'lintel lint, or server.lint() in a test, shows them.' })
  }
})
