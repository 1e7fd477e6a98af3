import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonSchema, type Server, ToolError, z } from '../../src/index.ts'
import { failureOf, textOf } from './message.ts'
import { askModern, callModern, envelope, modernBody, modernVersion, sendModern } from './modern-client.ts'
import { type Headers, read, serve } from './testbed.ts'

function define(server: Server): void {
  server
    .tool('add', {
      description: 'Adds two numbers.',
      input: z.object({ a: z.int(), b: z.int() }),
      output: z.object({ sum: z.int() }),
      run: ({ a, b }) => ({ sum: a + b }),
    })
    .tool('ask_name', {
      description: 'Asks for a name.',
      run: async (_args, call) => JSON.stringify(await call.elicit({ message: 'Your name?' })),
    })
    .tool('sample', {
      description: 'Asks the model.',
      run: async (_args, call) => JSON.stringify(await call.sample({ messages: [], maxTokens: 1 })),
    })
    .tool('list_roots', {
      description: 'Asks for the roots.',
      run: async (_args, call) => JSON.stringify(await call.roots()),
    })
    .tool('open_page', {
      description: 'Asks to open a page.',
      run: async (_args, call) => JSON.stringify(await call.elicit({ message: 'Sign in', url: 'https://a.example/' })),
    })
    .tool('fail', {
      description: 'Fails on purpose.',
      run: () => {
        throw new ToolError('Nothing there.', { code: 'FILE_NOT_FOUND', next: 'Look elsewhere.' })
      },
    })
    .tool('routed', {
      description: 'Repeats its arguments in headers.',
      input: jsonSchema({
        type: 'object',
        properties: {
          region: { type: 'string', 'x-mcp-header': 'Region' },
          count: { type: 'integer', 'x-mcp-header': 'Count' },
          dry: { type: 'boolean', 'x-mcp-header': 'Dry' },
        },
      }),
      run: args => JSON.stringify(args),
    })
    .resource('config://app', { description: 'Settings.', mimeType: 'text/plain', read: () => 'dark=true' })
    .template('note://{id}', { description: 'A note.', read: ({ id }) => (id === 'none' ? undefined : `note ${id}`) })
    .prompt('greet', {
      description: 'Greets.',
      arguments: z.object({ name: z.string() }),
      complete: { name: typed => ['Ada', 'Alan'].filter(name => name.startsWith(typed)) },
      build: ({ name }) => `Say hello to ${name}`,
    })
}

const list = { method: 'tools/list' }
const listHeaders = { 'mcp-protocol-version': modernVersion, 'mcp-method': 'tools/list' }
const addition = { method: 'tools/call', params: { name: 'add', arguments: { a: 1, b: 2 } } }
const withoutEnvelope = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }
const withMeta = (meta: Record<string, unknown>) => ({ ...withoutEnvelope, params: { _meta: meta } })
const { 'io.modelcontextprotocol/clientCapabilities': _capabilities, ...metaWithoutCapabilities } = envelope()
const { 'io.modelcontextprotocol/protocolVersion': _version, ...metaWithoutVersion } = envelope()
const routed = (value: Record<string, unknown>) =>
  modernBody({ method: 'tools/call', params: { name: 'routed', arguments: value as never } })
const routedHeaders = { 'mcp-protocol-version': modernVersion, 'mcp-method': 'tools/call', 'mcp-name': 'routed' }

interface Row {
  readonly claim: string
  readonly body: unknown
  readonly headers?: Headers
  readonly status: number
  /** The JSON-RPC code; undefined where a result or nothing is answered. */
  readonly code?: number
}

const rows: readonly Row[] = [
  { claim: 'a list is answered', body: modernBody(list), headers: listHeaders, status: 200 },
  {
    claim: 'a body that is not declared as JSON is refused',
    body: modernBody(list),
    headers: { ...listHeaders, 'content-type': 'text/plain' },
    status: 415,
    code: -32000,
  },
  {
    claim: 'a JSON media type counts in any case and with parameters',
    body: modernBody(list),
    headers: { ...listHeaders, 'content-type': 'Application/JSON; charset=utf-8' },
    status: 200,
  },
  {
    claim: 'a body that is not JSON is a parse error',
    body: '{"jsonrpc":',
    headers: listHeaders,
    status: 400,
    code: -32700,
  },
  { claim: 'an empty body is a parse error', body: ' ', headers: listHeaders, status: 400, code: -32700 },
  {
    claim: 'JSON that is not JSON-RPC is refused',
    body: { hello: 1 },
    headers: listHeaders,
    status: 400,
    code: -32600,
  },
  { claim: 'an empty batch is refused', body: [], headers: listHeaders, status: 400, code: -32600 },
  { claim: 'a batch with a request of this revision is refused', body: [modernBody(list)], status: 400, code: -32600 },
  {
    claim: 'a body above the limit is refused',
    body: modernBody({ ...list, params: { padding: 'x'.repeat(5 * 1024 * 1024) } }),
    headers: listHeaders,
    status: 413,
    code: -32000,
  },
  {
    claim: 'a later revision that is not known is refused with the supported ones',
    body: withMeta({ ...envelope(), 'io.modelcontextprotocol/protocolVersion': '2099-01-01' }),
    headers: { ...listHeaders, 'mcp-protocol-version': '2099-01-01' },
    status: 400,
    code: -32022,
  },
  {
    claim: 'an envelope that names 2025-11-25 is refused: that revision has none',
    body: withMeta({ ...envelope(), 'io.modelcontextprotocol/protocolVersion': '2025-11-25' }),
    headers: { ...listHeaders, 'mcp-protocol-version': '2025-11-25' },
    status: 400,
    code: -32022,
  },
  {
    claim: 'a version header that says something else than the envelope is refused',
    body: modernBody(list),
    headers: { ...listHeaders, 'mcp-protocol-version': '2025-11-25' },
    status: 400,
    code: -32020,
  },
  {
    claim: 'an absent version header is refused',
    body: modernBody(list),
    headers: { 'mcp-method': 'tools/list' },
    status: 400,
    code: -32020,
  },
  {
    claim: 'an absent Mcp-Method is refused',
    body: modernBody(list),
    headers: { 'mcp-protocol-version': modernVersion },
    status: 400,
    code: -32020,
  },
  {
    claim: 'an Mcp-Method that names another method is refused',
    body: modernBody(list),
    headers: { ...listHeaders, 'mcp-method': 'prompts/list' },
    status: 400,
    code: -32020,
  },
  {
    claim: 'an absent Mcp-Name is refused for a tool call',
    body: modernBody(addition),
    headers: { 'mcp-protocol-version': modernVersion, 'mcp-method': 'tools/call' },
    status: 400,
    code: -32020,
  },
  {
    claim: 'an Mcp-Name that names another tool is refused',
    body: modernBody(addition),
    headers: { 'mcp-protocol-version': modernVersion, 'mcp-method': 'tools/call', 'mcp-name': 'subtract' },
    status: 400,
    code: -32020,
  },
  {
    claim: 'an Mcp-Name in Base64 is decoded',
    body: modernBody(addition),
    headers: {
      'mcp-protocol-version': modernVersion,
      'mcp-method': 'tools/call',
      'mcp-name': `=?base64?${Buffer.from('add').toString('base64')}?=`,
    },
    status: 200,
  },
  {
    claim: 'an Mcp-Name in broken Base64 is refused',
    body: modernBody(addition),
    headers: { 'mcp-protocol-version': modernVersion, 'mcp-method': 'tools/call', 'mcp-name': '=?base64?%%?=' },
    status: 400,
    code: -32020,
  },
  {
    claim: 'an Mcp-Name that names another prompt is refused',
    body: modernBody({ method: 'prompts/get', params: { name: 'greet', arguments: { name: 'Ada' } } }),
    headers: { 'mcp-protocol-version': modernVersion, 'mcp-method': 'prompts/get', 'mcp-name': 'other' },
    status: 400,
    code: -32020,
  },
  {
    claim: 'an Mcp-Name that names another resource is refused',
    body: modernBody({ method: 'resources/read', params: { uri: 'config://app' } }),
    headers: { 'mcp-protocol-version': modernVersion, 'mcp-method': 'resources/read', 'mcp-name': 'config://other' },
    status: 400,
    code: -32020,
  },
  {
    claim: 'Mcp-Param headers that repeat the arguments are accepted',
    body: routed({ region: 'eu', count: 3, dry: true }),
    headers: { ...routedHeaders, 'mcp-param-region': 'eu', 'mcp-param-count': '3', 'mcp-param-dry': 'true' },
    status: 200,
  },
  {
    claim: 'an argument that is not there needs no Mcp-Param header',
    body: routed({}),
    headers: routedHeaders,
    status: 200,
  },
  {
    claim: 'an absent Mcp-Param header is refused',
    body: routed({ region: 'eu' }),
    headers: routedHeaders,
    status: 400,
    code: -32020,
  },
  {
    claim: 'an Mcp-Param header that differs is refused',
    body: routed({ region: 'eu' }),
    headers: { ...routedHeaders, 'mcp-param-region': 'us' },
    status: 400,
    code: -32020,
  },
  {
    claim: 'an Mcp-Param header in broken Base64 is refused',
    body: routed({ region: 'eu' }),
    headers: { ...routedHeaders, 'mcp-param-region': '=?base64?ZXU?=' },
    status: 400,
    code: -32020,
  },
  {
    claim: 'a version header without an envelope in the body is refused',
    body: withoutEnvelope,
    headers: listHeaders,
    status: 400,
    code: -32602,
  },
  {
    claim: 'an envelope without client capabilities is refused',
    body: withMeta(metaWithoutCapabilities),
    headers: listHeaders,
    status: 400,
    code: -32602,
  },
  {
    claim: 'an envelope without a version is refused',
    body: withMeta(metaWithoutVersion),
    headers: listHeaders,
    status: 400,
    code: -32602,
  },
  {
    claim: 'an unknown method is not found',
    body: modernBody({ method: 'tools/destroy' }),
    headers: { ...listHeaders, 'mcp-method': 'tools/destroy' },
    status: 404,
    code: -32601,
  },
  ...['initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'resources/unsubscribe', 'roots/list'].map(
    method => ({
      claim: `${method} is not a method of this revision`,
      body: modernBody({ method, params: { uri: 'config://app', level: 'info' } }),
      headers: { ...listHeaders, 'mcp-method': method },
      status: 404,
      code: -32601,
    }),
  ),
  {
    claim: 'initialize of an older revision with the header of this one is refused',
    body: {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'a', version: '1' } },
    },
    headers: { ...listHeaders, 'mcp-method': 'initialize' },
    status: 400,
    code: -32020,
  },
  {
    claim: 'a notification is taken',
    body: { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1, _meta: envelope() } },
    headers: { ...listHeaders, 'mcp-method': 'notifications/cancelled' },
    status: 202,
  },
  {
    claim: 'a posted response is refused: nothing was asked',
    body: { jsonrpc: '2.0', id: 1, result: {} },
    headers: { 'mcp-protocol-version': modernVersion },
    status: 400,
    code: -32000,
  },
  {
    claim: 'an Accept header without streams is good enough for a JSON answer',
    body: modernBody(list),
    headers: { ...listHeaders, accept: 'application/json' },
    status: 200,
  },
  {
    claim: 'a page of another site is refused',
    body: modernBody(list),
    headers: { ...listHeaders, origin: 'https://evil.example' },
    status: 403,
    code: -32000,
  },
  {
    claim: 'a request id of another type than string or integer is refused',
    body: { ...modernBody(list), id: 1.5 },
    headers: listHeaders,
    status: 400,
    code: -32600,
  },
]

for (const sessions of [true, false]) {
  test(`2026-07-28, ${sessions ? 'beside sessions of the older revisions' : 'alone'}: every condition has its status and code`, async t => {
    const served = await serve(t, define, { sessions })
    for (const { claim, body, headers = {}, status, code } of rows) {
      await t.test(claim, async () => {
        const answer = await served.post(body, headers)
        assert.equal(answer.status, status)
        const text = await answer.text()
        if (status === 202) return assert.equal(text, '')
        const message = JSON.parse(text)
        assert.equal(message.error?.code, code)
        assert.equal('result' in message, code === undefined)
      })
    }
  })

  for (const method of ['GET', 'DELETE'])
    test(`${method} of 2026-07-28 is not allowed, ${sessions ? 'with' : 'without'} sessions`, async t => {
      const served = await serve(t, define, { sessions })
      const answer = await fetch(served.url, {
        method,
        headers: { accept: 'text/event-stream', 'mcp-protocol-version': modernVersion },
      })
      assert.equal(answer.status, 405)
      assert.match(answer.headers.get('allow') ?? '', /POST/)
      assert.equal((await read(answer)).error?.code, -32000)
    })
}

test('a refused version is answered with the supported ones and the one that was asked for', async t => {
  const served = await serve(t, define)
  const body = withMeta({ ...envelope(), 'io.modelcontextprotocol/protocolVersion': '2099-01-01' })
  const answer = await served.post(body, { ...listHeaders, 'mcp-protocol-version': '2099-01-01' })
  const { error, id } = await read(answer)
  assert.deepEqual(error?.data, { supported: [modernVersion], requested: '2099-01-01' })
  assert.equal(id, 1)
})

test('within a well-formed request, what is not there is answered in band', async t => {
  const served = await serve(t, define)
  const unknownTool = await sendModern(served, { method: 'tools/call', params: { name: 'nothing' } })
  assert.equal(unknownTool.status, 200)
  assert.equal((await read(unknownTool)).error?.code, -32602)
  for (const uri of ['config://other', 'note://none']) {
    const unknownResource = await sendModern(served, { method: 'resources/read', params: { uri } })
    assert.equal(unknownResource.status, 200)
    const { error } = await read(unknownResource)
    assert.equal(error?.code, -32602)
    assert.equal(error?.data?.['uri'], uri)
  }
  const unknownPrompt = await sendModern(served, { method: 'prompts/get', params: { name: 'nothing' } })
  assert.equal(unknownPrompt.status, 200)
  assert.equal((await read(unknownPrompt)).error?.code, -32602)
})

test('wrong arguments are a tool result that names every problem with its path', async t => {
  const served = await serve(t, define)
  const { result, error } = await callModern(served, 'add', { a: 'one', c: 1 })
  assert.equal(error, undefined)
  assert.equal(result?.isError, true)
  const text = textOf({ jsonrpc: '2.0', result: result! })
  assert.match(text, /\ba: /)
  assert.match(text, /\bb: /)
})

const lacking = [
  ['ask_name', {}, { elicitation: {} }],
  ['sample', {}, { sampling: {} }],
  ['list_roots', {}, { roots: {} }],
  ['open_page', { elicitation: { form: {} } }, { elicitation: { url: {} } }],
] as const

for (const [name, capabilities, required] of lacking)
  test(`${name} for a client that did not declare what it needs is 400 with what is required`, async t => {
    const served = await serve(t, define)
    const answer = await sendModern(served, { method: 'tools/call', params: { name }, capabilities })
    assert.equal(answer.status, 400)
    const { error } = await read(answer)
    assert.equal(error?.code, -32021)
    assert.deepEqual(error?.data?.['requiredCapabilities'], required)
  })

test('server/discover tells versions, capabilities and instructions, with a cache hint', async t => {
  const served = await serve(t, define, { instructions: 'Add numbers.' })
  const { result } = await askModern(served, { method: 'server/discover' })
  assert.equal(result?.resultType, 'complete')
  assert.deepEqual(result?.['supportedVersions'], [modernVersion])
  assert.equal(result?.['instructions'], 'Add numbers.')
  assert.equal(result?.['ttlMs'], 0)
  assert.equal(result?.['cacheScope'], 'private')
  assert.deepEqual(result?.capabilities, {
    tools: { listChanged: true },
    logging: {},
    prompts: { listChanged: true },
    resources: { subscribe: true, listChanged: true },
    completions: {},
  })
  assert.deepEqual(result?._meta?.['io.modelcontextprotocol/serverInfo'], { name: 'testbed', version: '1.0.0' })
})

test('every complete result says so, names the server, and carries a cache hint where clients may keep it', async t => {
  const served = await serve(t, define)
  const requests = [
    { method: 'tools/list', cached: true },
    { method: 'prompts/list', cached: true },
    { method: 'resources/list', cached: true },
    { method: 'resources/templates/list', cached: true },
    { method: 'resources/read', params: { uri: 'config://app' }, cached: true },
    { ...addition, cached: false },
    { method: 'prompts/get', params: { name: 'greet', arguments: { name: 'Ada' } }, cached: false },
    {
      method: 'completion/complete',
      params: { ref: { type: 'ref/prompt', name: 'greet' }, argument: { name: 'name', value: 'Al' } },
      cached: false,
    },
  ]
  for (const { cached, ...request } of requests) {
    const { result } = await askModern(served, request)
    assert.equal(result?.resultType, 'complete', request.method)
    assert.ok(result?._meta?.['io.modelcontextprotocol/serverInfo'], request.method)
    assert.equal('ttlMs' in (result ?? {}) && 'cacheScope' in (result ?? {}), cached, request.method)
  }
})

test('structured content comes with a text twin', async t => {
  const served = await serve(t, define)
  const answer = await callModern(served, 'add', { a: 1, b: 2 })
  assert.deepEqual(answer.result?.structuredContent, { sum: 3 })
  assert.equal(textOf(answer), '{"sum":3}')
})

test('a ToolError tells the agent what to do, with its facts for programs', async t => {
  const served = await serve(t, define)
  const answer = await callModern(served, 'fail')
  assert.equal(answer.result?.isError, true)
  assert.equal(textOf(answer), 'Nothing there. Look elsewhere.')
  const { code, category, retryable } = failureOf(answer.result)
  assert.deepEqual(
    { code, category, retryable },
    { code: 'FILE_NOT_FOUND', category: 'CLIENT_ERROR', retryable: false },
  )
})

test('completion proposes what fits, and refuses what it does not know', async t => {
  const served = await serve(t, define)
  const complete = (ref: Record<string, string>, name: string) =>
    askModern(served, { method: 'completion/complete', params: { ref, argument: { name, value: 'A' } } })
  const known = await complete({ type: 'ref/prompt', name: 'greet' }, 'name')
  assert.deepEqual(known.result?.['completion'], { values: ['Ada', 'Alan'], total: 2, hasMore: false })
  const noCompleter = await complete({ type: 'ref/resource', uri: 'note://{id}' }, 'id')
  assert.deepEqual(noCompleter.result?.['completion'], { values: [], total: 0, hasMore: false })
  assert.equal((await complete({ type: 'ref/prompt', name: 'nothing' }, 'name')).error?.code, -32602)
  assert.equal((await complete({ type: 'ref/resource', uri: 'other://{id}' }, 'id')).error?.code, -32602)
})
