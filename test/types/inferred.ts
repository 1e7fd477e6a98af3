import {
  type Call,
  type ContentBlock,
  createServer,
  type Definitions,
  type InputOf,
  type Json,
  type JsonObject,
  jsonSchema,
  type NoArguments,
  type OutputOf,
  type PromptDefinition,
  result,
  type Schema,
  type TemplateDefinition,
  type ToolDefinition,
  type Toolkit,
  z,
} from '../../src/index.ts'
import { typeOf } from './type-of.ts'

/** What an author gets without writing a type. `inferred.test.ts` has the compiler check it. */
const server = createServer({ name: 'office', version: '1.0.0' })
const description = 'Described.'
const input = z.object({ city: z.string(), days: z.int().default(3), unit: z.enum(['C', 'F']).optional() })
const output = z.object({ unit: z.enum(['C', 'F']), days: z.array(z.object({ high: z.number() })).default([]) })

// Tools: arguments are what the schema yields, defaults filled in; the return value is what the output schema reads.
server.tool('zod', {
  description,
  input,
  output,
  run: (args, call) => {
    typeOf(args).is<{ city: string; days: number; unit?: 'C' | 'F' | undefined }>()
    typeOf(call).is<Call>()
    return { unit: 'C' }
  },
})
server.tool('inline', {
  description,
  input: z.object({ id: z.coerce.number() }),
  run: ({ id }) => typeOf(id).is<number>(),
})
server.tool('later', { description, input, output, run: async ({ unit = 'F' }) => ({ unit, days: [{ high: 1 }] }) })
server.tool('block', {
  description,
  output,
  run: async () => {
    await Promise.resolve()
    return { unit: 'F' }
  },
})
server.tool('first', { description, run: () => ({ unit: 'C' }), output })
server.tool('shaped', { description, output, run: () => result({ structured: { unit: 'C' }, content: [] }) })
server.tool('either', {
  description,
  output,
  run: (_args, call) => (call.sessionId === undefined ? { unit: 'C' } : result({ structured: { unit: 'F' } })),
})
server.tool('promised', { description, run: () => new Promise(resolve => resolve('text')) })
server.tool('none', {
  description,
  run: (args, { principal, signal, log }) => {
    typeOf(args).is<NoArguments>()
    typeOf(principal.scopes).is<readonly string[]>()
    typeOf(signal).is<AbortSignal>()
    typeOf(log.info).is<(data: Json, logger?: string) => void>()
    return 'anything'
  },
})
server.tool('raw', { description, input: jsonSchema({}), run: args => typeOf(args).is<JsonObject>() })
server.tool('typed', {
  description,
  input: jsonSchema<{ id: string }>({}),
  output: jsonSchema<{ kind: 'a' | 'b' }>({}),
  run: ({ id }) => {
    typeOf(id).is<string>()
    return { kind: 'a' }
  },
})
server.tool('transformed', {
  description,
  input: z.object({ at: z.string().transform(text => new Date(text)) }),
  run: ({ at }) => typeOf(at).is<Date>(),
})
server.tool('transformed_whole', {
  description,
  input: z.object({ at: z.string() }).transform(({ at }) => at.length),
  run: length => typeOf(length).is<number>(),
})
server.tool('tuples', {
  description,
  output: z.object({ at: z.tuple([z.literal('x'), z.number()]), names: z.array(z.string()), rest: z.json() }),
  run: async () => ({ at: ['x', 1], names: ['a', 'b'], rest: [1, { a: null }] }),
})
server.tool('lists', { description, output: z.array(z.enum(['a', 'b'])), run: () => ['a', 'b'] })
server.tool('either_object', {
  description,
  input: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('one'), id: z.string() }),
    z.object({ kind: z.literal('all') }),
  ]),
  run: args => typeOf(args).is<{ kind: 'one'; id: string } | { kind: 'all' }>(),
})

/** A schema of another library, as Standard Schema and Standard JSON Schema describe it. */
declare const foreign: {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: 'other'
    readonly types?: { readonly input: { id?: string }; readonly output: { id: string } }
    readonly validate: (value: unknown, options?: { readonly deep: boolean }) => { readonly value: { id: string } }
    readonly jsonSchema: {
      readonly input: (options: { readonly target: string }) => Record<string, unknown>
      readonly output: (options: { readonly target: string }) => Record<string, unknown>
    }
  }
}
server.tool('foreign', {
  description,
  input: foreign,
  output: foreign,
  run: args => {
    typeOf(args).is<{ id: string }>()
    return {}
  },
})

// A definition that stands apart.
const apart: ToolDefinition<typeof input, typeof output> = {
  description,
  input,
  output,
  run: ({ city, days }) => {
    typeOf(city).is<string>()
    return { unit: 'C', days: [{ high: days }] }
  },
}
server.tool('apart', apart)
const plain: ToolDefinition = { description, run: () => 'text' }
server.tool('plain', plain)
declare const any: Schema
server.tool('any', { description, input: any, output: any, run: args => typeOf(args).is<unknown>() })
typeOf<InputOf<typeof input>>({ city: '' }).is<{
  city: string
  days?: number | undefined
  unit?: 'C' | 'F' | undefined
}>()
typeOf<OutputOf<typeof output>>({ unit: 'C', days: [] }).is<{ unit: 'C' | 'F'; days: { high: number }[] }>()

// A question to the person.
server.tool('asks', {
  description,
  run: async (_args, call) => {
    const { content } = await call.elicit({ message: 'How many?', schema: z.object({ count: z.int() }) })
    typeOf(content).is<{ count: number } | undefined>()
  },
})

// Resources and templates.
server.resource('config://app', {
  read: call => {
    typeOf(call).is<Call>()
    return 'text'
  },
})
server.template('weather://city/{city}', {
  complete: {
    city: (typed, context, call) => {
      typeOf(typed).is<string>()
      typeOf(context.arguments).is<Readonly<Record<string, string>>>()
      typeOf(call).is<Call>()
      return ['Oslo']
    },
  },
  read: (variables, call) => {
    typeOf(variables).is<{ readonly city: string }>()
    typeOf(call).is<Call>()
    return variables.city
  },
})
server.template('file:///{+path}', {
  read: variables => {
    typeOf(variables).is<{ readonly path: string }>()
    return variables.path
  },
})
server.template('db://{table}/{key}/{+rest}', {
  read: variables => {
    typeOf(variables).is<{ readonly table: string; readonly key: string; readonly rest: string }>()
    return new Uint8Array()
  },
  list: () => [{ uri: 'db://a/b/c', name: 'c' }],
})
declare const unknownTemplate: string
server.template(unknownTemplate, {
  complete: { whatever: () => [] },
  read: variables => {
    typeOf(variables).is<Readonly<Record<string, string>>>()
    return undefined
  },
})
const template: TemplateDefinition<'a://{id}'> = { read: ({ id }) => id }
server.template('a://{id}', template)

// Prompts.
server.prompt('review', {
  description,
  arguments: z.object({ language: z.enum(['ts', 'go']), depth: z.coerce.number().optional() }),
  complete: {
    language: typed => ['ts', 'go'].filter(name => name.startsWith(typed)),
    depth: async () => ['1'],
  },
  build: ({ language, depth }, call) => {
    typeOf(language).is<'ts' | 'go'>()
    typeOf(depth).is<number | undefined>()
    typeOf(call).is<Call>()
    const content: ContentBlock = { type: 'text', text: language }
    return [{ role: 'user', content }]
  },
})
server.prompt('bare', {
  description,
  build: args => {
    typeOf(args).is<NoArguments>()
    return 'text'
  },
})
server.prompt('raw_arguments', {
  description,
  arguments: jsonSchema({}),
  complete: { anything: () => [] },
  build: args => {
    typeOf(args).is<JsonObject>()
    return 'text'
  },
})
const prompt: PromptDefinition = { description, build: () => 'text' }
server.prompt('prompt', prompt)

// Groups and toolkits.
server.group('repo', { readOnly: true, openWorld: false }, group => {
  typeOf(group).is<Definitions>()
  group.tool('read', { description, input, run: ({ city }) => typeOf(city).is<string>() })
  group.group('issue', {}, inner => typeOf(inner).is<Definitions>())
})
const toolkit: Toolkit = {
  name: 'clock',
  register: target => {
    typeOf(target).is<Definitions>()
    target.tool('now', { description, input, run: ({ city }) => typeOf(city).is<string>() })
  },
}
typeOf(server.use(toolkit).tool('plain_too', plain)).is<typeof server>()
