import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { type CallEvent, createServer, type JsonObject, type Server, ToolError, z } from '../../src/index.ts'
import { initializeBody, LegacyClient } from '../protocol/legacy-client.ts'
import { askModern, callModern, modernBody, sendModern } from '../protocol/modern-client.ts'
import { gate } from '../protocol/testbed.ts'
import { defined, type Fields, record } from './records.ts'

function define(server: Server): void {
  server.tool('echo', {
    description: 'Says it back.',
    input: z.object({ text: z.string() }),
    readOnly: true,
    cache: '1 minute',
    run: ({ text }) => text,
  })
  server.tool('fail', {
    description: 'Fails.',
    run: () => {
      throw new Error('secret reason')
    },
  })
  server.tool('refuse', {
    description: 'Refuses.',
    run: () => {
      throw new ToolError('The file is not there.', { code: 'FILE_NOT_FOUND' })
    },
  })
  server.tool('ask', {
    description: 'Asks first.',
    run: async (_, call) => (await call.elicit({ message: 'Sure?', schema: z.object({ ok: z.boolean() }) })).action,
  })
  server.tool('broken', { description: 'Answers what is no JSON.', run: () => ({ value: 10n }) })
  server.resource('config://app', { description: 'Settings.', read: () => 'text' })
  server.template('note://{id}', { description: 'A note.', read: ({ id }) => `note ${id}` })
  server.prompt('greet', { description: 'Greets.', build: () => 'Hello' })
}

const keepRecords = (records: Fields[]) => (event: string, fields?: Fields) => {
  if (event === 'call') records.push(fields ?? {})
}

const facts = (fields: Fields | undefined) => {
  const { method, tool_name, status, error_type, error_category, level, refused_by } = fields ?? {}
  return defined({ method, tool_name, status, error_type, error_category, level, refused_by })
}

test('2026-07-28: one record a call has every field that is known', async t => {
  const served = await record(t, define)
  const body = modernBody({ method: 'tools/call', params: { name: 'echo', arguments: { text: 'grüße' } } })
  const response = await served.post(body, {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': 'echo',
  })
  const text = await response.text()
  const [fields, ...others] = served.records
  assert.deepEqual(others, [])
  const { timestamp, duration_ms, correlation_id, trace_id, span_id, tokens_out, ...rest } = defined(fields)
  assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.equal(typeof duration_ms, 'number')
  assert.match(String(correlation_id), /^\S+$/)
  assert.match(String(trace_id), /^[0-9a-f]{32}$/)
  assert.match(String(span_id), /^[0-9a-f]{16}$/)
  assert.equal(typeof tokens_out, 'number')
  const bytes = Buffer.byteLength(JSON.stringify(body))
  assert.deepEqual(rest, {
    level: 'info',
    server_id: 'testbed',
    method: 'tools/call',
    tool_name: 'echo',
    user_id: 'anonymous',
    client_name: 'testbed',
    client_version: '1.0.0',
    revision: '2026-07-28',
    transport: 'http',
    status: 'success',
    cache: 'miss',
    attempts: 1,
    bytes_in: bytes,
    bytes_out: Buffer.byteLength(text),
    tokens_in: Math.ceil(bytes / 4),
  })
})

test('2025-11-25: the record names the session, and initialize has one too', async t => {
  const served = await record(t, define)
  const client = await LegacyClient.connect(served)
  await client.call('echo', { text: 'x' })
  await client.call('echo', { text: 'x' })
  assert.deepEqual(
    served.records.map(({ method, session_id, client_name, revision, cache }) =>
      defined({ method, session_id, client_name, revision, cache }),
    ),
    [
      { method: 'initialize', session_id: client.sessionId, client_name: 'testbed', revision: '2025-11-25' },
      {
        method: 'tools/call',
        session_id: client.sessionId,
        client_name: 'testbed',
        revision: '2025-11-25',
        cache: 'miss',
      },
      {
        method: 'tools/call',
        session_id: client.sessionId,
        client_name: 'testbed',
        revision: '2025-11-25',
        cache: 'hit',
      },
    ],
  )
})

test('2026-07-28: whatever becomes of a call, there is one record that says so', async t => {
  const served = await record(t, define)
  const call = (name: string, args = {}) => callModern(served, name, args)
  await call('fail')
  await call('refuse')
  await call('broken')
  await call('echo', { tex: 1 })
  await call('missing')
  await callModern(served, 'ask', {}, { capabilities: { elicitation: {} } })
  await askModern(served, { method: 'nothing/here' })
  await askModern(served, { method: 'resources/read', params: { uri: 'config://app' } })
  await askModern(served, { method: 'resources/read', params: { uri: 'note://7' } })
  await askModern(served, { method: 'resources/read', params: { uri: 'none://7' } })
  await askModern(served, { method: 'prompts/get', params: { name: 'greet' } })
  await sendModern(served, { method: 'tools/call', params: { name: 'echo' }, headers: { 'mcp-name': 'other' } })
  const external = { level: 'error', error_category: 'SERVER_ERROR' }
  const client = { level: 'warn', error_category: 'CLIENT_ERROR' }
  assert.deepEqual(served.records.map(facts), [
    { method: 'tools/call', tool_name: 'fail', status: 'error', error_type: 'SERVER_ERROR', ...external },
    { method: 'tools/call', tool_name: 'refuse', status: 'error', error_type: 'FILE_NOT_FOUND', ...client },
    facts({ ...served.records[2], tool_name: 'broken', status: 'error', ...external }),
    {
      method: 'tools/call',
      tool_name: 'echo',
      status: 'refused',
      error_type: 'ARGUMENTS_INVALID',
      refused_by: 'validate',
      ...client,
    },
    { method: 'tools/call', status: 'error', error_type: 'TOOL_NOT_FOUND', ...client },
    { method: 'tools/call', tool_name: 'ask', status: 'input_required', level: 'info' },
    { method: 'nothing/here', status: 'error', error_type: 'METHOD_NOT_FOUND', ...client },
    { method: 'resources/read', tool_name: 'config://app', status: 'success', level: 'info' },
    { method: 'resources/read', tool_name: 'note://{id}', status: 'success', level: 'info' },
    { method: 'resources/read', status: 'error', error_type: 'RESOURCE_NOT_FOUND', ...client },
    { method: 'prompts/get', tool_name: 'greet', status: 'success', level: 'info' },
    { method: 'tools/call', status: 'error', error_type: 'HEADER_MISMATCH', ...client },
  ])
})

test('2025-11-25: whatever becomes of a call, there is one record that says so', async t => {
  const served = await record(t, define)
  await (await served.post({ ...initializeBody(), params: {} })).text()
  const client = await LegacyClient.connect(served)
  served.records.splice(1)
  await client.call('fail')
  await client.call('missing')
  await client.ask('nothing/here')
  await client.ask('ping')
  assert.deepEqual(served.records.map(facts), [
    {
      method: 'initialize',
      status: 'error',
      error_type: 'INVALID_PARAMS',
      error_category: 'CLIENT_ERROR',
      level: 'warn',
    },
    {
      method: 'tools/call',
      tool_name: 'fail',
      status: 'error',
      error_type: 'SERVER_ERROR',
      error_category: 'SERVER_ERROR',
      level: 'error',
    },
    {
      method: 'tools/call',
      status: 'error',
      error_type: 'TOOL_NOT_FOUND',
      error_category: 'CLIENT_ERROR',
      level: 'warn',
    },
    {
      method: 'nothing/here',
      status: 'error',
      error_type: 'METHOD_NOT_FOUND',
      error_category: 'CLIENT_ERROR',
      level: 'warn',
    },
    { method: 'ping', status: 'success', level: 'info' },
  ])
})

test('a batch has a record for each of its calls, and their bytes are those of the batch', async t => {
  const served = await record(t, define)
  const client = await LegacyClient.connect(served, { version: '2025-03-26' })
  served.records.splice(0)
  const batch = [1, 2, 3].map(id => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name: 'echo', arguments: { text: `${id}` } },
  }))
  await (await client.post(batch)).text()
  const bytes = served.records.map(({ bytes_in }) => bytes_in as number)
  assert.equal(bytes.length, 3)
  const sum = bytes.reduce((a, b) => a + b)
  const whole = Buffer.byteLength(JSON.stringify(batch))
  assert.ok(sum >= whole && sum < whole + 3)
})

test('a call that its client left, one that it cancelled and one out of time have records of their own kind', async t => {
  const entered: (() => void)[] = []
  const served = await record(t, server => {
    server.tool('wait', {
      description: 'Waits.',
      deadline: '200ms',
      run: (_, call) =>
        new Promise((_resolve, reject) => {
          call.signal.addEventListener('abort', () => reject(call.signal.reason))
          entered.shift()?.()
        }),
    })
  })
  const ends = async (count: number) => {
    while (served.records.length < count) await new Promise(resolve => setTimeout(resolve, 5))
    return served.records.at(-1)?.['status']
  }
  await callModern(served, 'wait')
  assert.equal(await ends(1), 'timeout')
  const inside = gate()
  entered.push(inside.open)
  const hangUp = new AbortController()
  const left = callModern(served, 'wait', {}, { signal: hangUp.signal })
  await inside.promise
  hangUp.abort()
  await assert.rejects(left)
  assert.equal(await ends(2), 'disconnected')
  const client = await LegacyClient.connect(served)
  served.records.splice(2)
  const again = gate()
  entered.push(again.open)
  const cancelled = client.send('tools/call', { name: 'wait', arguments: {} }, 7)
  await again.promise
  await client.notify('notifications/cancelled', { requestId: 7 })
  await (await cancelled).text()
  assert.equal(await ends(3), 'cancelled')
})

test('stdio and HTTP+SSE: records say how the call came, with its bytes', async t => {
  const records: Fields[] = []
  const keep = keepRecords(records)
  const server = createServer({
    name: 's',
    version: '1',
    logger: { debug() {}, info: keep, warn: keep, error: keep },
    sse: true,
  })
  define(server)
  t.after(() => server.close())
  const input = new PassThrough()
  const output = new PassThrough()
  const { closed } = await server.stdio({ input, output })
  const line = JSON.stringify(modernBody({ method: 'tools/call', params: { name: 'echo', arguments: { text: 'ü' } } }))
  input.end(`${line}\n${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list' })}\n`)
  await closed
  const answers = String(output.read()).trimEnd().split('\n')
  assert.deepEqual(
    records.map(({ transport, method, bytes_in, bytes_out }) => ({ transport, method, bytes_in, bytes_out })),
    [
      {
        transport: 'stdio',
        method: 'tools/call',
        bytes_in: Buffer.byteLength(line),
        bytes_out: Buffer.byteLength(answers[0]!),
      },
      { transport: 'stdio', method: 'tools/list', bytes_in: 46, bytes_out: Buffer.byteLength(answers[1]!) },
    ],
  )
  records.splice(0)
  const { url } = await server.listen({ port: 0 })
  const stream = await fetch(new URL('/sse', url))
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
  const endpoint = /data: (\S+)/.exec((await reader.read()).value!)![1]!
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })
  await fetch(new URL(endpoint, url), { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  assert.deepEqual(
    records.filter(({ method }) => method === 'ping').map(({ transport, bytes_in }) => ({ transport, bytes_in })),
    [{ transport: 'sse', bytes_in: body.length }],
  )
  await reader.cancel()
})

test('faces: a fetch handler records like a listener, with who called', async t => {
  const records: Fields[] = []
  const keep = keepRecords(records)
  const server = createServer({ name: 's', version: '1', logger: { debug() {}, info: keep, warn: keep, error: keep } })
  define(server)
  t.after(() => server.close())
  const handler = server.fetchHandler({ principal: () => ({ id: 'ada' }) })
  const body = modernBody({ method: 'tools/call', params: { name: 'echo', arguments: { text: 'x' } } })
  const response = await handler(
    new Request('http://localhost/mcp', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'echo',
        host: 'localhost',
      },
    }),
  )
  const text = await response.text()
  assert.equal(records.length, 1)
  assert.equal(records[0]!['user_id'], 'ada')
  assert.equal(records[0]!['bytes_in'], Buffer.byteLength(JSON.stringify(body)))
  assert.equal(records[0]!['bytes_out'], Buffer.byteLength(text))
})

test('the trace of the message goes before that of the headers; what is malformed begins a new one', async t => {
  const served = await record(t, define)
  const [a, b] = ['a'.repeat(32), 'b'.repeat(32)]
  const parent = (trace: string) => `00-${trace}-${'c'.repeat(16)}-01`
  const ask = async (meta: Record<string, string>, headers = {}) => {
    await callModern(served, 'echo', { text: 'x' }, { meta, headers })
    const { trace_id, parent_span_id } = served.records.at(-1)!
    return { trace_id, parent_span_id }
  }
  assert.deepEqual(await ask({ traceparent: parent(a) }), { trace_id: a, parent_span_id: 'c'.repeat(16) })
  assert.deepEqual(await ask({}, { traceparent: parent(b) }), { trace_id: b, parent_span_id: 'c'.repeat(16) })
  assert.deepEqual(await ask({ traceparent: parent(a) }, { traceparent: parent(b) }), {
    trace_id: a,
    parent_span_id: 'c'.repeat(16),
  })
  const seen = new Set<unknown>()
  for (const traceparent of [
    'secret',
    '',
    `ff-${a}-${'c'.repeat(16)}-01`,
    `00-${'0'.repeat(32)}-${'c'.repeat(16)}-01`,
    `00-${a}-${'0'.repeat(16)}-01`,
    `00-${a.toUpperCase()}-${'c'.repeat(16)}-01`,
    `${parent(a)}-more`,
    parent(a).slice(1),
    `${parent(a)}\n`,
    'x'.repeat(10_000),
  ]) {
    const { trace_id, parent_span_id } = await ask({ traceparent })
    assert.match(String(trace_id), /^(?!a{32})[0-9a-f]{32}$/, traceparent)
    assert.equal(parent_span_id, undefined)
    seen.add(trace_id)
  }
  assert.equal(seen.size, 10)
})

test('a level leaves out what is less important, but not from metrics and channel', async t => {
  const served = await record(t, define, { recordLevel: 'warn' })
  const published: CallEvent[] = []
  const keep = (event: unknown) => void published.push(event as CallEvent)
  subscribe('lintel.call', keep)
  await callModern(served, 'echo', { text: 'x' })
  await callModern(served, 'refuse')
  unsubscribe('lintel.call', keep)
  assert.deepEqual(
    served.records.map(({ tool_name }) => tool_name),
    ['refuse'],
  )
  assert.deepEqual(
    published.map(({ event, tool_name, status }) => ({ event, tool_name, status })),
    [
      { event: 'call', tool_name: 'echo', status: 'success' },
      { event: 'call', tool_name: 'refuse', status: 'error' },
    ],
  )
  assert.match(served.server.metrics(), /lintel_calls_total\{method="tools\/call",tool="echo",status="success"\} 1\n/)
})

test('a logger that throws fails no call', async t => {
  const throwing = (event: string) => {
    if (event === 'call') throw new Error('logger')
  }
  const served = await record(t, define, {
    logger: { debug() {}, info: throwing, warn() {}, error() {} },
    recordFormat: 'text',
  })
  assert.equal((await callModern(served, 'echo', { text: 'x' })).error, undefined)
  assert.equal((await callModern(served, 'echo', { text: 'y' })).error, undefined)
})

test('arguments and results are recorded only where a tool says so, masked and bounded; off leaves no record', async t => {
  const tools = (server: Server) => {
    const run = ({ text }: { readonly text: string }) => ({ said: text, apiKey: 'hunter2' })
    const input = z.object({ text: z.string(), password: z.string().optional() })
    server.tool('plain', { description: 'Says it.', input, run })
    server.tool('both', { description: 'Says it.', input, record: { arguments: true, results: true }, run })
    server.tool('args', { description: 'Says it.', input, record: { arguments: true }, run })
    server.tool('none', { description: 'Says it.', input, record: 'off', run })
  }
  const served = await record(t, tools)
  for (const name of ['plain', 'both', 'args', 'none'])
    await callModern(served, name, { text: 'hello', password: 'hunter2' })
  await callModern(served, 'both', { text: 'long '.repeat(10_000) })
  await callModern(served, 'both', { text: `{"password":"hunter2","image":"${'A'.repeat(100_000)}"}` })
  assert.deepEqual(
    served.records.map(({ tool_name }) => tool_name),
    ['plain', 'both', 'args', 'both', 'both'],
  )
  assert.deepEqual(served.records[4]!['arguments'], { text: '… (100033 characters)' })
  const [plain, both, args, long] = served.records
  assert.equal(plain!['arguments'], undefined)
  assert.equal(plain!['result'], undefined)
  assert.deepEqual(both!['arguments'], { text: 'hello', password: '••••••' })
  assert.match(JSON.stringify(both!['result']), /hello/)
  assert.deepEqual(args!['arguments'], { text: 'hello', password: '••••••' })
  assert.equal(args!['result'], undefined)
  assert.equal(typeof long!['arguments'], 'string')
  assert.ok((long!['arguments'] as string).length < 17_000)
  assert.doesNotMatch(JSON.stringify(served.records), /hunter2/)
  assert.match(served.server.metrics(), /tool="none",status="success"\} 1\n/)
  const states = served.server
    .practices()
    .map(({ name, practices }) => [name, practices.find(practice => practice.name === 'observe')?.setting])
  assert.deepEqual(states, [
    ['plain', ''],
    ['both', 'arguments and results'],
    ['args', 'arguments'],
    ['none', ''],
  ])
})

test('of a list and a completion the record has what the client sent, in both eras', async t => {
  const served = await record(t, define, { pageSize: 2, practices: { record: { arguments: true } } })
  const client = await LegacyClient.connect(served)
  const completion = { ref: { type: 'ref/prompt', name: 'greet' }, argument: { name: 'x', value: 'password=hunter2' } }
  for (const ask of [
    (method: string, params: JsonObject = {}) => askModern(served, { method, params }),
    (method: string, params: JsonObject = {}) => client.ask(method, { ...params, _meta: { note: 'x' } }),
  ]) {
    const before = served.records.length
    const { result } = await ask('tools/list')
    const cursor = result?.['nextCursor'] as string
    await ask('tools/list', { cursor })
    await ask('completion/complete', completion)
    assert.deepEqual(
      served.records.slice(before).map(event => [event['method'], event['arguments']]),
      [
        ['tools/list', {}],
        ['tools/list', { cursor }],
        ['completion/complete', { ...completion, argument: { name: 'x', value: 'password=••••••' } }],
      ],
    )
  }
})

test('where an author counts tokens, the record has the exact number of the arguments and of the result', async t => {
  const counted: string[] = []
  const count = (text: string) => {
    counted.push(text)
    return 7 * text.length
  }
  const served = await record(t, server => {
    server.tool('echo', {
      description: 'Says it.',
      budget: { count },
      input: z.object({ text: z.string() }),
      run: ({ text }) => text,
    })
  })
  await callModern(served, 'echo', { text: 'abc' })
  const { tokens_in, tokens_out } = served.records[0]!
  assert.ok(counted.includes('{"text":"abc"}'))
  assert.equal(tokens_in, 7 * '{"text":"abc"}'.length)
  assert.equal(tokens_out, 7 * 'abc'.length)
})
