import assert from 'node:assert/strict'
import { test } from 'node:test'
import { content, type Server, z } from '../../src/index.ts'
import { initializeBody, LegacyClient } from './legacy-client.ts'
import { textOf } from './message.ts'
import { type Headers, read, type Served, serve } from './testbed.ts'

function define(server: Server): void {
  server
    .tool('add', {
      title: 'Addition',
      description: 'Adds two numbers.',
      icons: [{ src: 'https://a.example/icon.png' }],
      input: z.object({ a: z.int(), b: z.int() }),
      output: z.object({ sum: z.int() }),
      readOnly: true,
      meta: { 'a.example/x': 1 },
      run: ({ a, b }) => ({ sum: a + b }),
    })
    .tool('link', {
      description: 'Answers a link and a sound.',
      run: () => [content.link({ uri: 'config://app', name: 'app' }), content.audio('AA==', 'audio/wav')],
    })
    .tool('who', {
      description: 'Says what it knows of its caller.',
      run: (_args, { revision, sessionId }) => ({ revision, inSession: sessionId !== undefined }),
    })
    .resource('config://app', { description: 'Settings.', read: () => 'dark=true' })
    .prompt('greet', { description: 'Greets.', build: () => 'Say hello' })
}

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }
const notification = { jsonrpc: '2.0', method: 'notifications/initialized' }
const add = (id: number) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'add', arguments: { a: id, b: 1 } },
})

interface Row {
  readonly claim: string
  readonly method?: 'GET' | 'DELETE' | 'PUT'
  readonly body?: unknown
  readonly headers?: Headers
  readonly status: number
  /** The JSON-RPC code; undefined where a result or nothing is answered. */
  readonly code?: number
  /** What is answered where the server keeps no sessions, if anything else. */
  readonly alone?: { readonly status: number; readonly code?: number }
}

const rows: readonly Row[] = [
  { claim: 'ping is answered', body: ping, status: 200 },
  { claim: 'without a version header, 2025-03-26 is assumed', body: ping, headers: version(undefined), status: 200 },
  ...['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'].map(known => ({
    claim: `the version header ${known} is supported`,
    body: ping,
    headers: version(known),
    status: 200,
  })),
  {
    claim: 'an unsupported version header is refused',
    body: ping,
    headers: version('1999-01-01'),
    status: 400,
    code: -32000,
  },
  {
    claim: 'a request without a session is refused',
    body: ping,
    headers: { 'mcp-session-id': undefined },
    status: 400,
    code: -32000,
    alone: { status: 200 },
  },
  {
    claim: 'an unknown session is not found',
    body: ping,
    headers: { 'mcp-session-id': 'no-such-session' },
    status: 404,
    code: -32001,
    alone: { status: 200 },
  },
  { claim: 'a notification is taken', body: notification, status: 202 },
  { claim: 'an unknown notification is taken', body: { ...notification, method: 'notifications/new' }, status: 202 },
  { claim: 'an answer to nothing is taken', body: { jsonrpc: '2.0', id: 9, result: {} }, status: 202 },
  {
    claim: 'an error answer to nothing is taken',
    body: { jsonrpc: '2.0', id: 9, error: { code: -1, message: 'no' } },
    status: 202,
  },
  {
    claim: 'a client that takes only JSON is refused',
    body: ping,
    headers: { accept: 'application/json' },
    status: 406,
    code: -32000,
  },
  {
    claim: 'a client that takes only streams is refused',
    body: ping,
    headers: { accept: 'text/event-stream' },
    status: 406,
    code: -32000,
  },
  { claim: 'a request without Accept is refused', body: ping, headers: { accept: '' }, status: 406, code: -32000 },
  {
    claim: 'a body that is not declared as JSON is refused',
    body: ping,
    headers: { 'content-type': 'text/plain' },
    status: 415,
    code: -32000,
  },
  { claim: 'a body that is not JSON is a parse error', body: '{', status: 400, code: -32700 },
  { claim: 'JSON that is not JSON-RPC is refused', body: { id: 1 }, status: 400, code: -32600 },
  { claim: 'an empty batch is refused', body: [], status: 400, code: -32600 },
  { claim: 'a batch with an invalid message is refused', body: [ping, 1], status: 400, code: -32600 },
  {
    claim: 'a batch of 101 is refused',
    body: Array.from({ length: 101 }, () => notification),
    status: 400,
    code: -32600,
  },
  {
    claim: 'a batch of 100 notifications is taken',
    body: Array.from({ length: 100 }, () => notification),
    status: 202,
  },
  { claim: 'initialize in a batch is refused', body: [initializeBody()], status: 400, code: -32600 },
  {
    claim: 'a body above the limit is refused',
    body: { ...ping, params: { padding: 'x'.repeat(5 * 1024 * 1024) } },
    status: 413,
    code: -32000,
  },
  {
    claim: 'an unknown method is an error in band',
    body: { ...ping, method: 'tools/destroy' },
    status: 200,
    code: -32601,
  },
  {
    claim: 'params of a wrong type are an error in band',
    body: { ...ping, method: 'tools/call', params: { name: 1 } },
    status: 200,
    code: -32602,
  },
  {
    claim: 'an unknown tool is an error in band',
    body: { ...ping, method: 'tools/call', params: { name: 'nothing' } },
    status: 200,
    code: -32602,
  },
  {
    claim: 'an unknown resource has the code of its era',
    body: { ...ping, method: 'resources/read', params: { uri: 'config://none' } },
    status: 200,
    code: -32002,
  },
  {
    claim: 'an unknown prompt is an error in band',
    body: { ...ping, method: 'prompts/get', params: { name: 'nothing' } },
    status: 200,
    code: -32602,
  },
  {
    claim: 'an unknown log level is an error in band',
    body: { ...ping, method: 'logging/setLevel', params: { level: 'loud' } },
    status: 200,
    code: -32602,
  },
  {
    claim: 'initialize with incomplete params is refused',
    body: { ...ping, method: 'initialize', params: { protocolVersion: '2025-11-25' } },
    status: 200,
    code: -32602,
  },
  {
    claim: 'a page of another site is refused',
    body: ping,
    headers: { origin: 'https://evil.example' },
    status: 403,
    code: -32000,
  },
  { claim: 'an opaque origin is refused', body: ping, headers: { origin: 'null' }, status: 403, code: -32000 },
  { claim: 'a page of the same host is served', body: ping, headers: { origin: 'http://localhost:3000' }, status: 200 },
  {
    claim: 'GET that does not take streams is refused',
    method: 'GET',
    headers: { accept: 'application/json' },
    status: 406,
    code: -32000,
    alone: { status: 405, code: -32000 },
  },
  {
    claim: 'GET without a session is refused',
    method: 'GET',
    headers: { accept: 'text/event-stream', 'mcp-session-id': undefined },
    status: 400,
    code: -32000,
    alone: { status: 405, code: -32000 },
  },
  {
    claim: 'GET of an unknown session is not found',
    method: 'GET',
    headers: { accept: 'text/event-stream', 'mcp-session-id': 'no-such-session' },
    status: 404,
    code: -32001,
    alone: { status: 405, code: -32000 },
  },
  {
    claim: 'GET of an event that is not known is refused',
    method: 'GET',
    headers: { accept: 'text/event-stream', 'last-event-id': '7-12' },
    status: 400,
    code: -32000,
    alone: { status: 405, code: -32000 },
  },
  {
    claim: 'DELETE without a session is refused',
    method: 'DELETE',
    headers: { 'mcp-session-id': undefined },
    status: 400,
    code: -32000,
    alone: { status: 405, code: -32000 },
  },
  {
    claim: 'DELETE of an unknown session is not found',
    method: 'DELETE',
    headers: { 'mcp-session-id': 'no-such-session' },
    status: 404,
    code: -32001,
    alone: { status: 405, code: -32000 },
  },
  { claim: 'PUT is not allowed', method: 'PUT', body: ping, status: 405, code: -32000 },
]

function version(value: string | undefined): Headers {
  return { 'mcp-protocol-version': value }
}

async function send(served: Served, client: LegacyClient | undefined, row: Row): Promise<Response> {
  const headers = { ...(client?.headers ?? version('2025-11-25')), ...row.headers }
  if (row.method === undefined) return served.post(row.body, headers)
  const sent = Object.entries(headers).filter(([, value]) => value !== undefined) as [string, string][]
  return fetch(served.url, {
    method: row.method,
    headers: sent,
    ...(row.body !== undefined && { body: JSON.stringify(row.body) }),
  })
}

for (const sessions of [true, false])
  test(`2025-11-25 ${sessions ? 'with' : 'without'} sessions: every condition has its status and code`, async t => {
    const served = await serve(t, define, { sessions })
    const client = sessions ? await LegacyClient.connect(served) : undefined
    for (const row of rows) {
      await t.test(row.claim, async () => {
        const { status, code } = sessions ? row : (row.alone ?? row)
        const answer = await send(served, client, row)
        assert.equal(answer.status, status)
        const text = await answer.text()
        if (status === 202) return assert.equal(text, '')
        const message = JSON.parse(text)
        assert.equal(message.error?.code, code)
        assert.equal('result' in message, code === undefined)
      })
    }
  })

test('the version is the client’s where it is known, else our newest', async t => {
  const served = await serve(t, define)
  for (const [asked, spoken] of [
    ['2025-11-25', '2025-11-25'],
    ['2025-06-18', '2025-06-18'],
    ['2025-03-26', '2025-03-26'],
    ['2024-11-05', '2024-11-05'],
    ['2026-07-28', '2025-11-25'],
    ['1999-01-01', '2025-11-25'],
    ['next', '2025-11-25'],
  ] as const) {
    const client = await LegacyClient.connect(served, { version: asked })
    assert.equal(client.introduction.result?.protocolVersion, spoken, asked)
    const answer = await client.call('who')
    assert.deepEqual(JSON.parse(textOf(answer)), { revision: spoken, inSession: true }, asked)
  }
})

test('initialize introduces the server and gives a session id that is visible ASCII and hard to guess', async t => {
  const served = await serve(t, define, { title: 'Test bed', instructions: 'Add numbers.' })
  const answer = await served.post(initializeBody())
  const other = await served.post(initializeBody())
  const id = answer.headers.get('mcp-session-id') ?? ''
  assert.match(id, /^[\x21-\x7e]{32,}$/)
  assert.notEqual(id, other.headers.get('mcp-session-id'))
  const { result } = await read(answer)
  assert.deepEqual(result?.['serverInfo'], { name: 'testbed', version: '1.0.0', title: 'Test bed' })
  assert.equal(result?.['instructions'], 'Add numbers.')
  assert.deepEqual(result?.capabilities, {
    tools: { listChanged: true },
    prompts: { listChanged: true },
    resources: { subscribe: true, listChanged: true },
    logging: {},
  })
  await other.arrayBuffer()
})

test('without sessions, initialize gives no session id, and calls stand alone', async t => {
  const served = await serve(t, define, { sessions: false })
  const answer = await served.post(initializeBody())
  assert.equal(answer.headers.get('mcp-session-id'), null)
  assert.equal((await read(answer)).result?.protocolVersion, '2025-11-25')
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'who', arguments: {} } }
  const who = async (headers: Headers) => JSON.parse(textOf(await read(await served.post(call, headers))))
  assert.deepEqual(await who({}), { revision: '2025-03-26', inSession: false })
  assert.deepEqual(await who(version('2025-06-18')), { revision: '2025-06-18', inSession: false })
})

test('each revision lists only the fields that it knows', async t => {
  const served = await serve(t, define)
  const fields = async (asked: string) => {
    const client = await LegacyClient.connect(served, { version: asked })
    const { result } = await client.ask('tools/list')
    return Object.keys(result?.tools?.find(({ name }) => name === 'add') ?? {}).sort()
  }
  const oldest = ['description', 'inputSchema', 'name']
  assert.deepEqual(await fields('2024-11-05'), oldest)
  assert.deepEqual(await fields('2025-03-26'), ['annotations', ...oldest])
  assert.deepEqual(await fields('2025-06-18'), ['_meta', 'annotations', ...oldest, 'outputSchema', 'title'])
  assert.deepEqual(await fields('2025-11-25'), [
    '_meta',
    'annotations',
    'description',
    'icons',
    'inputSchema',
    'name',
    'outputSchema',
    'title',
  ])
})

test('each revision gets only the content that it knows', async t => {
  const served = await serve(t, define)
  const types = async (asked: string) => {
    const client = await LegacyClient.connect(served, { version: asked })
    return ((await client.call('link')).result?.content ?? []).map(({ type }) => type)
  }
  assert.deepEqual(await types('2024-11-05'), ['text', 'text'])
  assert.deepEqual(await types('2025-03-26'), ['text', 'audio'])
  assert.deepEqual(await types('2025-06-18'), ['resource_link', 'audio'])
  const structured = async (asked: string) => {
    const client = await LegacyClient.connect(served, { version: asked })
    return (await client.call('add', { a: 1, b: 2 })).result
  }
  assert.equal((await structured('2025-03-26'))?.structuredContent, undefined)
  assert.deepEqual((await structured('2025-06-18'))?.structuredContent, { sum: 3 })
})

test('results of this era carry nothing of the next', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served)
  for (const [method, params] of [
    ['tools/list', {}],
    ['resources/read', { uri: 'config://app' }],
    ['tools/call', { name: 'add', arguments: { a: 1, b: 2 } }],
  ] as const) {
    const { result } = await client.ask(method, params)
    for (const key of ['resultType', 'ttlMs', 'cacheScope', '_meta'])
      assert.ok(!(key in (result ?? {})), `${method} ${key}`)
  }
})

test('a session ends with DELETE, and is not found from then on', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served)
  const other = await LegacyClient.connect(served)
  assert.equal(await client.end(), 200)
  const after = await client.send('ping')
  assert.equal(after.status, 404)
  assert.equal((await read(after)).error?.code, -32001)
  assert.equal(await client.end(), 404)
  assert.equal((await client.get()).status, 404)
  assert.deepEqual((await other.ask('ping')).result, {})
})

test('the end of a session ends its open stream', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served)
  const stream = await client.stream()
  await client.end()
  assert.deepEqual(await stream.messages(), [])
})

test('a session has one standing stream at a time', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served)
  await client.stream()
  const second = await client.get()
  assert.equal(second.status, 409)
  assert.equal((await read(second)).error?.code, -32000)
})

test('a batch is answered as one array, without what needs no answer', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served, { version: '2025-03-26' })
  const answer = await client.post([add(1), notification, add(2), { jsonrpc: '2.0', id: 7, result: {} }])
  assert.equal(answer.status, 200)
  const messages = JSON.parse(await answer.text())
  assert.deepEqual(messages.map(({ id }: { id: number }) => id).sort(), [1, 2])
})

test('a batch of one request is still answered as an array', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served, { version: '2025-03-26' })
  assert.ok(Array.isArray(JSON.parse(await (await client.post([ping])).text())))
})

test('what a batch changes about its session holds for the messages after it', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served, { version: '2025-03-26' })
  const subscribe = (id: number, uri: string) => ({
    jsonrpc: '2.0',
    id,
    method: 'resources/subscribe',
    params: { uri },
  })
  await (await client.post([subscribe(1, 'config://app'), subscribe(2, 'config://other')])).arrayBuffer()
  const stream = await client.stream()
  served.server.notify.resourceUpdated('config://app')
  served.server.notify.resourceUpdated('config://other')
  assert.deepEqual((await stream.nextMessage())?.params, { uri: 'config://app' })
  assert.deepEqual((await stream.nextMessage())?.params, { uri: 'config://other' })
})

test('the full batch of requests is answered without a warning of the process', async t => {
  const warnings: Error[] = []
  const warn = (warning: Error) => warnings.push(warning)
  process.on('warning', warn)
  t.after(() => process.off('warning', warn))
  for (const sessions of [true, false]) {
    const served = await serve(t, define, { sessions })
    const headers = sessions ? (await LegacyClient.connect(served)).headers : {}
    const answer = await served.post(
      Array.from({ length: 100 }, (_, id) => add(id)),
      headers,
    )
    assert.equal(JSON.parse(await answer.text()).length, 100)
  }
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(warnings, [])
})
