import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { createServer, type Server } from '../../src/index.ts'
import { maxRunningCalls } from '../../src/wire/revisions/legacy/peer.ts'
import { FakeClock } from '../protocol/fake-clock.ts'
import { initializeBody, LegacyClient } from '../protocol/legacy-client.ts'
import { callModern, modernBody } from '../protocol/modern-client.ts'
import { keepLog, read, serve } from '../protocol/testbed.ts'

const defineHanging = (server: Server) =>
  server.tool('hang', {
    description: 'Waits until it is cancelled.',
    limit: 'off',
    admit: 'off',
    run: (_, { signal }) => untilAborted(signal),
  })

function untilAborted(signal: AbortSignal): Promise<string> {
  return new Promise(resolve => signal.addEventListener('abort', () => resolve('aborted'), { once: true }))
}

async function pipe(define: (server: Server) => void) {
  const server = createServer({ name: 'piped', version: '1.0.0', logger: keepLog([]), limits: { drainMs: 50 } })
  define(server)
  const [input, output] = [new PassThrough(), new PassThrough()]
  const { closed } = await server.stdio({ input, output })
  return { input, output, closed, lines: createInterface({ input: output })[Symbol.asyncIterator]() }
}

test('a pipe runs so many calls at once and refuses one more', async () => {
  const { input, closed, lines } = await pipe(defineHanging)
  const call = (id: number) =>
    `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'hang' } })}\n`
  for (let id = 0; id <= maxRunningCalls; id++) input.write(call(id))
  const { value } = await lines.next()
  const answer = JSON.parse(value ?? '') as { readonly id: number; readonly error: { readonly message: string } }
  assert.equal(answer.id, maxRunningCalls)
  assert.match(answer.error.message, /Too many calls/)
  input.end()
  await closed
})

test('a pipe whose client only listens ends with its input, not with the drain time', async () => {
  const server = createServer({ name: 'piped', version: '1.0.0', clock: new FakeClock(), logger: keepLog([]) })
  const [input, output] = [new PassThrough(), new PassThrough()]
  const { closed } = await server.stdio({ input, output })
  const lines = createInterface({ input: output })[Symbol.asyncIterator]()
  input.write(
    `${JSON.stringify(modernBody({ method: 'subscriptions/listen', params: { notifications: { toolsListChanged: true } } }))}\n`,
  )
  assert.match((await lines.next()).value ?? '', /acknowledged/)
  input.end()
  // The clock stands still: nothing but the end of the input can end it.
  await closed
})

test('a question that the client never answers fails after its time, and the client is told', async t => {
  const clock = new FakeClock()
  const served = await serve(
    t,
    server =>
      server.tool('where', {
        description: 'Asks for the roots.',
        run: async (_, call) => (await call.roots()).length.toString(),
      }),
    { clock },
  )
  const client = await LegacyClient.connect(served, { capabilities: { roots: {} } })
  const response = await client.post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'where' } })
  clock.advance(30_000)
  const text = await response.text()
  assert.match(text, /roots\/list/)
  assert.match(text, /notifications\/cancelled/)
  assert.match(text, /CLIENT_SILENT/)
})

test('what a session keeps of its client is weighed: a heavy introduction and a long URI are refused', async t => {
  const served = await serve(t, server => server.resource('a:b', { read: () => 'text' }))
  const heavy = initializeBody('2025-11-25', { experimental: { weight: { text: 'x'.repeat(70_000) } } })
  assert.equal((await read(await served.post(heavy))).error?.code, -32602)
  const client = await LegacyClient.connect(served)
  const uri = `a:${'b'.repeat(5000)}`
  const subscribe = await client.post({ jsonrpc: '2.0', id: 1, method: 'resources/subscribe', params: { uri } })
  assert.equal((await read(subscribe)).error?.code, -32602)
})

test('a URI that is longer than any template is held against is not found, and is not repeated', async t => {
  const define = (server: Server) => void server.template('notes://{year}-{month}-{day}', { read: () => 'a note' })
  const client = await LegacyClient.connect(await serve(t, define))
  const reading = (length: number) => client.ask('resources/read', { uri: `notes://2026-11-${'2'.repeat(length)}` })
  assert.ok((await reading(16_000)).result)
  const { error } = await reading(1_000_000)
  assert.equal(error?.code, -32002)
  assert.match(error?.message ?? '', /its URI has 1000016 characters, and may have 16384/)
  assert.ok(JSON.stringify(error).length < 500)
})

test('at the cap, sessions that were only opened make room before one that was used', async t => {
  const served = await serve(t, defineHanging, { limits: { sessions: { max: 3 } } })
  const used = await LegacyClient.connect(served)
  for (let count = 0; count < 10; count++) await served.post(initializeBody())
  const ping = await used.post({ jsonrpc: '2.0', id: 1, method: 'ping' })
  assert.equal(ping.status, 200)
})

test('a body that comes byte by byte is read like any other', async t => {
  const served = await serve(t)
  const { port } = new URL(served.url)
  const body = JSON.stringify(modernBody({ method: 'server/discover' }))
  const socket = connect(Number(port), '127.0.0.1')
  socket.setEncoding('utf8')
  socket.write(
    'POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nMCP-Protocol-Version: 2026-07-28\r\n' +
      'Mcp-Method: server/discover\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n',
  )
  for (const byte of body) socket.write(`1\r\n${byte}\r\n`)
  socket.write('0\r\n\r\n')
  let answer = ''
  for await (const text of socket) answer += text
  assert.match(answer, /^HTTP\/1\.1 200 /)
  assert.match(answer, /"supportedVersions":\["2026-07-28"\]/)
})

for (const [how, run] of [
  ['at once', () => ({ much: 1n })],
  ['later', async () => ({ much: 1n })],
] as const) {
  test(`a result that is no JSON, returned ${how}, is an error and not the end of the process`, async t => {
    const served = await serve(t, server => server.tool('much', { description: 'Returns a BigInt.', run }))
    const answer = await callModern(served, 'much')
    assert.ok(answer.error ?? answer.result?.isError, JSON.stringify(answer))
  })
}
