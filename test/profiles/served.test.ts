import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createServer,
  DefinitionError,
  type JsonObject,
  jsonSchema,
  type Server,
  type ServerOptions,
} from '../../src/index.ts'
import { initializeBody, LegacyClient } from '../protocol/legacy-client.ts'
import type { Message } from '../protocol/message.ts'
import { askModern } from '../protocol/modern-client.ts'
import { read, type Served, serve } from '../protocol/testbed.ts'

const input: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: { place: { $ref: '#/$defs/place' } },
  anyOf: [{ required: ['place'] }, { properties: { all: { type: 'boolean' } }, required: ['all'] }],
  $defs: { place: { type: 'string' } },
}
const output: JsonObject = {
  type: 'object',
  properties: { at: { $ref: '#/$defs/at' } },
  $defs: { at: { type: 'string' } },
}

function define(server: Server): void {
  server.tool('find_place', {
    description: 'Finds a place.',
    input: jsonSchema(input),
    output: jsonSchema(output),
    readOnly: true,
    run: () => ({ at: 'here' }),
  })
}

interface Listed {
  readonly inputSchema: JsonObject
  readonly outputSchema: JsonObject
}

async function listModern(served: Served, name: string): Promise<Listed> {
  const meta = { 'io.modelcontextprotocol/clientInfo': { name, version: '1' } }
  const { result } = await askModern(served, { method: 'tools/list', meta })
  return firstOf(result)
}

async function listLegacy(served: Served, name: string): Promise<Listed> {
  const body = initializeBody() as { params: JsonObject }
  const answer = await served.post({ ...body, params: { ...body.params, clientInfo: { name, version: '1' } } })
  const client = new LegacyClient(served, answer.headers.get('mcp-session-id')!, await read(answer))
  await client.notify('notifications/initialized')
  const { result } = await client.ask('tools/list')
  return firstOf(result)
}

function firstOf(result: Message['result']): Listed {
  const [tool] = (result?.['tools'] ?? []) as unknown as readonly Listed[]
  assert.ok(tool)
  return tool
}

const eras = [listModern, listLegacy]

test('each client is shown the input schema in a form that it can read, in both eras, and the output schema as it is', async t => {
  const served = await serve(t, define)
  for (const list of eras) {
    const unknown = await list(served, 'someone')
    assert.deepEqual(unknown.inputSchema, input)
    const claude = await list(served, 'claude-ai')
    assert.deepEqual(claude.inputSchema, {
      type: 'object',
      description: 'Either place, or all.',
      properties: { place: { type: 'string' }, all: { type: 'boolean' } },
    })
    for (const { outputSchema } of [unknown, claude]) assert.deepEqual(outputSchema, output)
  }
})

test('calls are held to the schema that the author wrote, whatever was shown', async t => {
  const served = await serve(t, define)
  const meta = { 'io.modelcontextprotocol/clientInfo': { name: 'claude-ai', version: '1' } }
  const call = (args: JsonObject) =>
    askModern(served, { method: 'tools/call', params: { name: 'find_place', arguments: args }, meta })
  assert.equal((await call({ all: true })).result?.isError, undefined)
  assert.equal((await call({})).result?.isError, true)
})

test('an author chooses one profile for everyone', async t => {
  const shown = async (profile: NonNullable<ServerOptions['profile']>) =>
    Promise.all(eras.map(async list => (await list(await serve(t, define, { profile }), 'claude-ai')).inputSchema))
  assert.deepEqual(await shown('standard'), [input, input])
  for (const { anyOf, properties } of await shown('expanded')) {
    assert.ok(anyOf)
    assert.deepEqual(properties, { place: { type: 'string' } })
  }
})

test('a profile that there is not is refused when the server is made', () => {
  assert.throws(
    () => createServer({ name: 'x', version: '1', profile: 'openai' as 'auto' }),
    (error: Error) => error instanceof DefinitionError && /"openai" is none of auto, standard/.test(error.message),
  )
})
