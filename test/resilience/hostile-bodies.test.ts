import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Server, z } from '../../src/index.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { askModern, modernBody, modernVersion } from '../protocol/modern-client.ts'
import { read, type Served, serve } from '../protocol/testbed.ts'
import { head, RawConnection, whole } from './raw-connection.ts'

function define(server: Server): void {
  server
    .tool('echo', {
      description: 'Repeats a text.',
      input: z.object({ text: z.string(), list: z.array(z.int()).optional() }),
      run: ({ text }) => text,
    })
    .prompt('greet', { description: 'Greets.', arguments: z.object({ name: z.string() }), build: ({ name }) => name })
    .resource('config://app', { description: 'Settings.', read: () => 'dark=true' })
}

async function assertAlive(served: Served): Promise<void> {
  const answer = await askModern(served, {
    method: 'tools/call',
    params: { name: 'echo', arguments: { text: 'alive' } },
  })
  assert.equal(answer.result?.content?.[0]?.text, 'alive')
}

const json = fc.jsonValue({ maxDepth: 4 })
const methods = [
  'initialize',
  'ping',
  'server/discover',
  'subscriptions/listen',
  'tools/list',
  'tools/call',
  'prompts/get',
  'resources/read',
  'resources/subscribe',
  'completion/complete',
  'logging/setLevel',
]

/** Nothing that a client sends may be answered by a crash: a status below 500, no internal error, and an error of JSON-RPC's shape. */
async function assertRefusedOrAnswered(answer: Response): Promise<void> {
  assert.ok(answer.status < 500, `status ${answer.status}`)
  const text = await answer.text()
  if (answer.headers.get('content-type') !== 'application/json') return
  for (const message of [JSON.parse(text)].flat()) {
    if (!message.error) continue
    assert.notEqual(message.error.code, -32603, text)
    assert.equal(typeof message.error.message, 'string')
  }
}

test('any text is refused or answered, and the server goes on', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served)
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        json.map(value => JSON.stringify(value)),
      ),
      fc.boolean(),
      async (body, inSession) => {
        await assertRefusedOrAnswered(await served.post(body || ' ', inSession ? client.headers : {}))
      },
    ),
    { numRuns: 150 },
  )
  await assertAlive(served)
})

test('requests with members of any type are refused or answered in both eras, and the server goes on', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served)
  const params = fc.dictionary(
    fc.constantFrom(
      'name',
      'arguments',
      'uri',
      'cursor',
      'ref',
      'argument',
      'level',
      'notifications',
      'requestState',
      'inputResponses',
      '_meta',
      '__proto__',
      'protocolVersion',
      'capabilities',
      'clientInfo',
    ),
    fc.oneof(json, fc.constantFrom<fc.JsonValue>('echo', 'greet', 'config://app', { text: 1 }, { text: 'a' })),
    { noNullPrototype: false },
  )
  const request = fc.record({
    method: fc.constantFrom(...methods.filter(method => method !== 'subscriptions/listen')),
    params: fc.oneof({ weight: 9, arbitrary: params }, { weight: 1, arbitrary: json }),
  })
  await fc.assert(
    fc.asyncProperty(request, fc.boolean(), async ({ method, params }, modern) => {
      if (!modern) return assertRefusedOrAnswered(await client.post({ jsonrpc: '2.0', id: 1, method, params }))
      const given = params !== null && typeof params === 'object' && !Array.isArray(params) ? params : {}
      const named = (given as Record<string, unknown>)[method === 'resources/read' ? 'uri' : 'name']
      const name = typeof named === 'string' ? `=?base64?${Buffer.from(named).toString('base64')}?=` : undefined
      const headers = { 'mcp-protocol-version': modernVersion, 'mcp-method': method, 'mcp-name': name }
      await assertRefusedOrAnswered(await served.post(modernBody({ method, params: given as never }), headers))
    }),
    { numRuns: 250 },
  )
  await assertAlive(served)
})

test('JSON that is nested too deeply is refused by its text, in whatever brackets', async t => {
  const served = await serve(t, define)
  const deep = [
    '['.repeat(100_000),
    `${'['.repeat(65)}${']'.repeat(65)}`,
    `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
    `{"jsonrpc":"2.0","id":1,"method":"ping","params":${'[{"a":'.repeat(1000)}1${'}]'.repeat(1000)}}`,
  ]
  for (const body of deep) {
    const answer = await served.post(body)
    assert.equal(answer.status, 400)
    assert.equal((await read(answer)).error?.code, -32600)
  }
  const brackets = '[{'.repeat(1000)
  const flat = await askModern(served, {
    method: 'tools/call',
    params: { name: 'echo', arguments: { text: brackets } },
  })
  assert.equal(flat.result?.content?.[0]?.text, brackets)
  await assertAlive(served)
})

test('a giant body is refused with 413, be its length announced or not, before all of it is read', async t => {
  const served = await serve(t, define, { limits: { body: 64 * 1024 } })
  const announced = await RawConnection.open(served.url)
  announced.write(`${head({ 'Content-Length': 10_000_000_000 })}{`)
  assert.match(await announced.untilClosed(), /^HTTP\/1\.1 413 [\s\S]*Connection: close[\s\S]*"code":-32000/)
  const chunked = await RawConnection.open(served.url)
  chunked.write(head({ 'Transfer-Encoding': 'chunked' }))
  for (let sent = 0; sent < 5; sent++) chunked.write(`4000\r\n${'x'.repeat(0x4000)}\r\n`)
  assert.match(await chunked.untilClosed(), /^HTTP\/1\.1 413 [\s\S]*Connection: close[\s\S]*"code":-32000/)
  await assertAlive(served)
})

test('a body at the limit is read, one byte more is refused', async t => {
  const limit = 2000
  const served = await serve(t, define, { limits: { body: limit } })
  const sized = (bytes: number) => {
    const make = (text: string) =>
      JSON.stringify(modernBody({ method: 'tools/call', params: { name: 'echo', arguments: { text } } }))
    return make('é'.repeat(100) + 'x'.repeat(bytes - Buffer.byteLength(make('é'.repeat(100)))))
  }
  const headers = { 'mcp-protocol-version': modernVersion, 'mcp-method': 'tools/call', 'mcp-name': 'echo' }
  assert.equal((await served.post(sized(limit), headers)).status, 200)
  assert.equal((await served.post(sized(limit + 1), headers)).status, 413)
})

test('a body that does not arrive in time ends its connection', async t => {
  const served = await serve(t, define, { limits: { requestMs: 300, headersMs: 200 } })
  const half = await RawConnection.open(served.url)
  half.write(`${head({ 'Content-Length': 100 })}{"jsonrpc"`)
  const none = await RawConnection.open(served.url)
  none.write('POST /mcp HTTP/1.1\r\nHost: loc')
  const [body, headers] = await Promise.all([half.untilClosed(), none.untilClosed()])
  assert.match(body, /^HTTP\/1\.1 408 /)
  assert.match(headers, /^HTTP\/1\.1 408 /)
  await assertAlive(served)
})

test('a flood of headers is refused', async t => {
  const served = await serve(t, define)
  const big = await RawConnection.open(served.url)
  big.write(whole('{}', { 'X-Big': 'x'.repeat(17 * 1024) }))
  assert.match(await big.untilClosed(), /^HTTP\/1\.1 431 /)
  const many = await RawConnection.open(served.url)
  many.write(whole('{}', Object.fromEntries(Array.from({ length: 1600 }, (_, i) => [`X-${i}`, 'xx']))))
  assert.match(await many.untilClosed(), /^HTTP\/1\.1 431 /)
  await assertAlive(served)
})

test('bytes that are no HTTP end their connection alone', async t => {
  const served = await serve(t, define)
  for (const bytes of [
    '\0\0\0\0\r\n\r\n',
    'GET\r\n\r\n',
    'POST /mcp HTTP/1.1\r\nContent-Length: x\r\n\r\n',
    'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
  ]) {
    const connection = await RawConnection.open(served.url)
    connection.write(bytes)
    assert.match(await connection.untilClosed(), /^HTTP\/1\.1 400 /)
  }
  await assertAlive(served)
})
