import assert from 'node:assert/strict'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { createServer, type Server } from '../../src/index.ts'
import { initializeBody } from './legacy-client.ts'
import { type Message, textOf } from './message.ts'
import { modernBody } from './modern-client.ts'
import { aborted, gate, keepLog } from './testbed.ts'

/** A server on a pipe within this process. */
async function pipe(define: (server: Server) => void = () => {}, body = 64 * 1024) {
  const server = createServer({ name: 'piped', version: '1.0.0', logger: keepLog([]), limits: { body } })
  define(server)
  const [input, output] = [new PassThrough(), new PassThrough()]
  const lines = createInterface({ input: output })[Symbol.asyncIterator]()
  const { closed } = await server.stdio({ input, output })
  return {
    server,
    closed: closed.then(() => output.end()),
    write: (message: unknown) =>
      void input.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`),
    end: () => void input.end(),
    next: async (): Promise<Message> => JSON.parse((await lines.next()).value ?? '{}') as Message,
  }
}

const ping = { jsonrpc: '2.0', id: 'p', method: 'ping' }

function defineWaiting(server: Server, started: { open(signal: AbortSignal): void }, release?: Promise<void>): void {
  server.tool('wait', {
    description: 'Waits.',
    run: async (_args, call) => {
      started.open(call.signal)
      await (release ?? aborted(call.signal))
      return 'over'
    },
  })
}

test('both eras are served on one pipe, each message by what it says of itself', async () => {
  const client = await pipe()
  client.write(initializeBody('2025-06-18'))
  assert.equal((await client.next()).result?.protocolVersion, '2025-06-18')
  client.write(modernBody({ id: 2, method: 'server/discover' }))
  assert.deepEqual((await client.next()).result?.['supportedVersions'], ['2026-07-28'])
  client.end()
  await client.closed
})

test('a line that is no message is refused, and the next one is served', async () => {
  const client = await pipe()
  for (const [line, code] of [
    ['{"jsonrpc":', -32700],
    ['{"hello":1}', -32600],
    ['['.repeat(1000), -32600],
    [`"${'x'.repeat(100_000)}"`, -32000],
  ] as const) {
    client.write(line)
    assert.equal((await client.next()).error?.code, code, line.slice(0, 20))
    client.write(ping)
    assert.deepEqual((await client.next()).result, {})
  }
  client.end()
  await client.closed
})

const waitCall = { name: 'wait', arguments: {} }
const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 5, reason: 'enough' } }

for (const [era, request] of [
  ['2025-11-25', { jsonrpc: '2.0', id: 5, method: 'tools/call', params: waitCall }],
  ['2026-07-28', modernBody({ id: 5, method: 'tools/call', params: waitCall })],
] as const)
  test(`${era}: a cancelled call hears of it and is not answered`, async () => {
    const started = gate<AbortSignal>()
    const client = await pipe(server => defineWaiting(server, started))
    client.write(request)
    const signal = await started.promise
    client.write(cancelled)
    await aborted(signal)
    client.write(ping)
    assert.equal((await client.next()).id, 'p')
    client.end()
    await client.closed
    assert.equal((await client.next()).id, undefined)
  })

test('what runs when the client closes its end is still answered', async () => {
  const started = gate<AbortSignal>()
  const release = gate()
  const client = await pipe(server => defineWaiting(server, started, release.promise))
  client.write({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: waitCall })
  await started.promise
  client.end()
  release.open()
  assert.equal(textOf(await client.next()), 'over')
  await client.closed
})

test('a question goes over the pipe and its answer comes back', async () => {
  const client = await pipe(server =>
    server.tool('ask', {
      description: 'Asks.',
      run: async (_args, call) => (await call.elicit({ message: 'Sure?' })).action,
    }),
  )
  client.write(initializeBody('2025-11-25', { elicitation: {} }))
  await client.next()
  client.write({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'ask' } })
  const question = await client.next()
  assert.equal(question.method, 'elicitation/create')
  client.write({ jsonrpc: '2.0', id: question.id, result: { action: 'decline' } })
  assert.equal(textOf(await client.next()), 'decline')
  client.end()
  await client.closed
})

test('changes and updates are told to a client that introduced itself', async () => {
  const client = await pipe(server => server.resource('a://b', { description: 'A.', read: () => 'a' }))
  client.server.notify.toolsChanged()
  client.write(initializeBody())
  assert.equal((await client.next()).id, 'init')
  client.write({ jsonrpc: '2.0', id: 1, method: 'resources/subscribe', params: { uri: 'a://b' } })
  await client.next()
  client.server.notify.resourceUpdated('a://other')
  client.server.notify.resourceUpdated('a://b')
  assert.deepEqual((await client.next()).params, { uri: 'a://b' })
  client.end()
  await client.closed
})
