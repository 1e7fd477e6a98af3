import assert from 'node:assert/strict'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { content, type JsonObject, jsonSchema, result, type Server, ToolError, z } from '../../src/index.ts'
import { LegacyClient } from './legacy-client.ts'
import { failureOf, type Message, textOf } from './message.ts'
import { askModern, callModern, modernBody } from './modern-client.ts'
import { serve } from './testbed.ts'

const secret = 'password=hunter2 in /etc/app/config.json'
/** What the operator's own logger gets of it. */
const masked = 'password=•••••• in /etc/app/config.json'

class Leaky extends Error {
  readonly path = '/etc/app/config.json'
}

const throws = {
  'throws at once': () => {
    throw new Leaky(secret)
  },
  rejects: async () => {
    throw new TypeError(secret)
  },
  'throws what is no error': () => {
    throw secret
  },
}

for (const [how, run] of Object.entries(throws))
  test(`a handler that ${how} is masked, and the agent and the log are told the same correlation id`, async t => {
    const served = await serve(t, server =>
      server
        .tool('fail', { description: 'Fails.', run })
        .prompt('fail', { description: 'Fails.', build: run as () => string })
        .resource('fail://now', { description: 'Fails.', read: run as () => string }),
    )
    const client = await LegacyClient.connect(served)
    const calls: readonly (() => Promise<Message>)[] = [
      () => callModern(served, 'fail'),
      () => client.call('fail'),
      () => askModern(served, { method: 'prompts/get', params: { name: 'fail' } }),
      () => client.ask('prompts/get', { name: 'fail' }),
      () => askModern(served, { method: 'resources/read', params: { uri: 'fail://now' } }),
      () => client.ask('resources/read', { uri: 'fail://now' }),
    ]
    const ids = new Set<unknown>()
    for (const call of calls) {
      const answer = await call()
      assert.doesNotMatch(JSON.stringify(answer), /hunter2|\/etc|Leaky|TypeError|\bat .*\.ts/)
      const { error, fields } = { error: answer.error, fields: served.log.at(-1)?.fields }
      const told = error ? error.data?.correlationId : failureOf(answer.result).correlationId
      if (error) assert.equal(error.code, -32603)
      else {
        assert.equal(failureOf(answer.result).code, 'SERVER_ERROR')
        assert.ok(textOf(answer).includes(String(told)))
      }
      assert.match(String(told), /./)
      assert.equal(fields?.['correlationId'], told)
      const logged = fields?.['error']
      assert.ok(logged instanceof Error ? logged.message === masked : logged === masked)
      ids.add(told)
    }
    assert.equal(ids.size, calls.length)
  })

test('the cause and the detail of a ToolError reach the log and not the agent', async t => {
  const served = await serve(t, server =>
    server.tool('fail', {
      description: 'Fails.',
      run: () => {
        throw new ToolError('The upstream did not answer.', {
          code: 'UPSTREAM_DOWN',
          category: 'EXTERNAL_ERROR',
          retryable: true,
          retryAfterMs: 2000,
          next: 'Try again.',
          data: { upstream: 'weather' },
          detail: { url: secret },
          cause: new Error(secret),
        })
      },
    }),
  )
  const answer = await callModern(served, 'fail')
  assert.doesNotMatch(JSON.stringify(answer), /hunter2/)
  const { correlationId, ...facts } = failureOf(answer.result)
  assert.deepEqual(facts, {
    code: 'UPSTREAM_DOWN',
    category: 'EXTERNAL_ERROR',
    retryable: true,
    retryAfterMs: 2000,
    data: { upstream: 'weather' },
  })
  const fields = served.log.at(-1)?.fields
  assert.equal(fields?.['correlationId'], correlationId)
  assert.deepEqual(fields?.['detail'], { url: masked })
})

const output = z.object({ count: z.int() })
const wrong: Record<string, unknown> = {
  'a wrong type': { count: 'many' },
  'nothing at all': undefined,
  null: null,
  'a text': 'many',
  'a result without structured content': result({ content: [content.text('many')] }),
  'a result with wrong structured content': result({ structured: { count: secret } }),
}

function defineCounting(server: Server, value: unknown): void {
  server.tool('count', { description: 'Counts.', output, run: () => value as { count: number } })
}

for (const [what, value] of Object.entries(wrong))
  test(`output that breaks its schema (${what}) is refused: the agent hears that, the log hears why`, async t => {
    const served = await serve(t, server => defineCounting(server, value))
    const answer = await callModern(served, 'count')
    assert.equal(answer.result?.isError, true)
    assert.equal(failureOf(answer.result).code, 'OUTPUT_INVALID')
    assert.equal('structuredContent' in (answer.result ?? {}), false)
    assert.doesNotMatch(JSON.stringify(answer), /hunter2/)
    const { event, fields } = served.log.at(-1) ?? {}
    assert.equal(event, 'tool.output_invalid')
    assert.equal(fields?.['correlationId'], failureOf(answer.result).correlationId)
    assert.ok(Array.isArray(fields?.['problems']) && fields['problems'].length > 0)
  })

test('an error result needs no structured content', async t => {
  const served = await serve(t, server =>
    defineCounting(server, result({ isError: true, content: [content.text('No.')] })),
  )
  const answer = await callModern(served, 'count')
  assert.equal(answer.result?.isError, true)
  assert.equal(textOf(answer), 'No.')
})

test('what is sent is what the output schema describes: defaults filled in, unknown members left out', async t => {
  const shape = z.object({ count: z.int(), unit: z.string().default('pieces') })
  const served = await serve(t, server =>
    server
      .tool('plain', { description: 'Counts.', output: shape, run: () => ({ count: 1, internal: secret }) })
      .tool('explicit', {
        description: 'Counts.',
        output: shape,
        run: () => result({ structured: { count: 1, internal: secret }, content: [content.text('one')] }),
      }),
  )
  for (const name of ['plain', 'explicit']) {
    const answer = await callModern(served, name)
    assert.deepEqual(answer.result?.structuredContent, { count: 1, unit: 'pieces' }, name)
    assert.doesNotMatch(JSON.stringify(answer), /hunter2/)
  }
})

test('arguments of a raw JSON Schema are checked, each problem with its path', async t => {
  const served = await serve(t, server =>
    server.tool('move', {
      description: 'Moves.',
      input: jsonSchema({
        type: 'object',
        properties: { to: { type: 'object', properties: { x: { type: 'integer' } }, required: ['x'] } },
        required: ['to'],
      }),
      run: () => 'moved',
    }),
  )
  const answer = await callModern(served, 'move', { to: { x: 'left' } })
  assert.equal(failureOf(answer.result).code, 'ARGUMENTS_INVALID')
  assert.match(textOf(answer), /to\.x: /)
  assert.equal(textOf(await callModern(served, 'move', { to: { x: 1 } })), 'moved')
})

test('a name of a hundred thousand characters is repeated in no answer', async t => {
  const served = await serve(t, server => server.tool('known', { description: 'Known.', run: () => 'yes' }))
  const long = 'eyJ-'.repeat(25_000)
  const legacy = await LegacyClient.connect(served)
  const calls = [
    ['tools/call', { name: long }],
    ['prompts/get', { name: long }],
    ['resources/read', { uri: `file://${long}` }],
    ['completion/complete', { ref: { type: 'ref/prompt', name: long }, argument: { name: 'a', value: '' } }],
    [`tools/${long}`, {}],
  ] as const
  for (const [method, params] of calls) {
    for (const answer of [await askLong(method, params), await legacy.ask(method, params)]) {
      assert.ok(answer.error, method.slice(0, 40))
      assert.ok(JSON.stringify(answer).length < 3000, `${method.slice(0, 40)}: ${JSON.stringify(answer).length}`)
    }
  }
  /** Over the pipe no header has to repeat the name. */
  async function askLong(method: string, params: JsonObject): Promise<Message> {
    const [input, output] = [new PassThrough(), new PassThrough()]
    const { close } = await served.server.stdio({ input, output })
    input.write(`${JSON.stringify(modernBody({ method, params }))}\n`)
    const [line] = (await once(output, 'data')) as [Buffer]
    input.end()
    await close()
    return JSON.parse(line.toString()) as Message
  }
})
