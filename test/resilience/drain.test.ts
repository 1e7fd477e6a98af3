import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createServer, type Server, type ServerOptions } from '../../src/index.ts'
import { EventReader } from '../protocol/event-reader.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { textOf } from '../protocol/message.ts'
import { callModern, sendModern } from '../protocol/modern-client.ts'
import { gate, keepLog, reach, read, type Served } from '../protocol/testbed.ts'
import { RawConnection, whole } from './raw-connection.ts'

async function listening(
  define: (server: Server) => void,
  options: Partial<ServerOptions> = {},
): Promise<Served & { close(): Promise<void> }> {
  const server = createServer({ name: 'drain', version: '1.0.0', logger: keepLog([]), ...options })
  define(server)
  const { url } = await server.listen({ port: 0 })
  return { ...reach(url, server), close: () => server.close() }
}

/** A tool that answers when the test lets it. */
function waiting() {
  const release = gate()
  const count = 20
  const started = gate()
  let running = 0
  const define = (server: Server) =>
    void server.tool('wait', {
      description: 'Waits.',
      run: async (_args, call) => {
        call.progress(0)
        if (++running === count) started.open()
        await release.promise
        return 'answered'
      },
    })
  return { define, release: release.open, started: started.promise, count }
}

test('whatever runs when the server closes is answered, in both eras, as JSON and as a stream', async () => {
  const { define, release, started, count } = waiting()
  const served = await listening(define)
  const client = await LegacyClient.connect(served)
  const progressing = { progressToken: 'p' }
  const calls = Array.from({ length: count / 4 }, () => [
    callModern(served, 'wait'),
    callModern(served, 'wait', {}, { meta: progressing }),
    client.call('wait'),
    client.call('wait', {}, progressing),
  ]).flat()
  await started
  const closed = served.close()
  release()
  for (const call of calls) assert.equal(textOf(await call), 'answered')
  await closed
  await assert.rejects(fetch(served.url))
})

test('a closing server takes no new connection, and refuses new requests on the old ones', async t => {
  const release = gate()
  const started = gate()
  const served = await listening(server =>
    server.tool('wait', {
      description: 'Waits.',
      run: async () => {
        started.open()
        await release.promise
        return 'answered'
      },
    }),
  )
  const running = await RawConnection.open(served.url)
  t.after(() => running.socket.destroy())
  const client = await LegacyClient.connect(served)
  const pending = callModern(served, 'wait')
  await started.promise
  const session = { 'Mcp-Session-Id': client.sessionId }
  // Its headers are still on their way when the server closes, so that the connection stays.
  const first = whole('{"jsonrpc":"2.0","id":1,"method":"ping"}', session)
  running.write(first.slice(0, 40))
  await client.ask('ping')
  const closed = served.close()
  await assert.rejects(RawConnection.open(served.url))
  running.write(first.slice(40))
  await running.until(/HTTP\/1\.1 503 /)
  assert.match(running.received, /Retry-After: \d+/)
  release.open()
  assert.equal(textOf(await pending), 'answered')
  await closed
})

test('open streams of both eras end when the server closes, resumed ones included', async () => {
  const served = await listening(server => server.tool('one', { description: 'One.', run: () => 1 }))
  const [plain, returning] = [await LegacyClient.connect(served), await LegacyClient.connect(served)]
  const standing = await plain.stream()
  await standing.next()
  const first = await returning.stream()
  const opening = await first.next()
  await first.cancel()
  const resumed = await returning.stream(opening?.id)
  const modern = new EventReader(
    await sendModern(served, {
      id: 'm',
      method: 'subscriptions/listen',
      params: { notifications: { toolsListChanged: true } },
    }),
  )
  await modern.nextMessage()
  await served.close()
  assert.deepEqual(await standing.messages(), [])
  assert.deepEqual(await resumed.messages(), [])
  assert.equal((await modern.nextMessage())?.id, 'm')
})

test('connections that are idle, silent or half-way do not hold a closing server', async () => {
  const served = await listening(server => server.tool('one', { description: 'One.', run: () => 1 }), {
    limits: { drainMs: 60_000 },
  })
  const silent = await RawConnection.open(served.url)
  const idle = await RawConnection.open(served.url)
  idle.write(whole('{"jsonrpc":"2.0","id":1,"method":"ping"}'))
  await idle.until(/HTTP\/1\.1 /)
  await served.close()
  await Promise.all([silent.untilClosed(), idle.untilClosed()])
})

test('a call that does not end holds a closing server no longer than the drain time', async () => {
  const started = gate()
  const never = gate()
  const served = await listening(
    server =>
      server.tool('hang', {
        description: 'Never ends.',
        run: async () => {
          started.open()
          await never.promise
        },
      }),
    { limits: { drainMs: 200 } },
  )
  const pending = callModern(served, 'hang')
  const rejected = assert.rejects(pending)
  await started.promise
  await served.close()
  await rejected
})

test('readiness falls when the server drains', async () => {
  const release = gate()
  const started = gate()
  const served = await listening(server =>
    server.tool('wait', {
      description: 'Waits.',
      run: async () => {
        started.open()
        await release.promise
        return 'answered'
      },
    }),
  )
  const probe = await RawConnection.open(served.url)
  const pending = sendModern(served, { method: 'tools/call', params: { name: 'wait' } })
  await started.promise
  probe.write('GET /readyz HTTP/1.1\r\nHost: loc')
  await probe.until(/^/)
  await (await fetch(new URL('/readyz', served.url))).arrayBuffer()
  const closed = served.close()
  probe.write('alhost\r\n\r\n')
  assert.match(await probe.untilClosed(), /HTTP\/1\.1 503 /)
  release.open()
  assert.equal(textOf(await read(await pending)), 'answered')
  await closed
})
