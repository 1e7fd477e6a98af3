import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Server } from '../../src/index.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { textOf } from '../protocol/message.ts'
import { callModern, modernBody, modernVersion, sendModern } from '../protocol/modern-client.ts'
import { aborted, gate, read, type Served, serve } from '../protocol/testbed.ts'
import { RawConnection, whole } from './raw-connection.ts'

const megabyte = 1024 * 1024
const flood = { method: 'tools/call', params: { name: 'flood', arguments: {} }, meta: { progressToken: 'p' } }
const modernHeaders = (method: string, name?: string) => ({
  'MCP-Protocol-Version': modernVersion,
  'Mcp-Method': method,
  ...(name !== undefined && { 'Mcp-Name': name }),
})

/** A tool that talks until nobody listens any more, or for 200 MB. */
function defineFlood(server: Server, ended: (sent: number) => void): void {
  server.tool('flood', {
    description: 'Talks a lot.',
    run: async (_args, call) => {
      const { signal } = call
      let sent = 0
      while (!signal.aborted && sent < 200) {
        call.progress(++sent, undefined, 'x'.repeat(megabyte))
        await new Promise(resolve => setImmediate(resolve))
      }
      ended(sent)
      return 'done'
    },
  })
}

test('a reader that does not read is cut off once more waits for it than the bound', async t => {
  const ended = gate<number>()
  const served = await serve(t, server => defineFlood(server, ended.open), { limits: { streamBuffer: 2 * megabyte } })
  const slow = await RawConnection.open(served.url)
  slow.socket.pause()
  slow.write(whole(JSON.stringify(modernBody(flood)), modernHeaders('tools/call', 'flood')))
  const sent = await ended.promise
  assert.ok(sent < 60, `${sent} MB were sent to a reader that does not read`)
  slow.socket.destroy()
  await assertAlive(served)
})

test('a standing stream that is not read is cut off, and its session goes on', async t => {
  const served = await serve(t, server => server.tool('echo', { description: 'Answers.', run: () => 'alive' }), {
    limits: { streamBuffer: megabyte },
  })
  const client = await LegacyClient.connect(served)
  const uri = `a://${'x'.repeat(1000)}`
  assert.deepEqual((await client.ask('resources/subscribe', { uri })).result, {})
  const slow = await RawConnection.open(served.url)
  slow.write(
    `GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nMcp-Session-Id: ${client.sessionId}\r\n\r\n`,
  )
  await slow.until(/retry/)
  slow.socket.pause()
  for (let sent = 0; sent < 20 * megabyte; sent += uri.length) served.server.notify.resourceUpdated(uri)
  slow.socket.resume()
  await slow.untilClosed()
  assert.deepEqual((await client.ask('ping')).result, {})
  const again = await client.get()
  assert.equal(again.status, 200)
  await again.body?.cancel()
})

test('one message that is larger than the bound reaches a reader that reads', async t => {
  const text = 'x'.repeat(2 * megabyte)
  const served = await serve(
    t,
    server =>
      server.tool('large', {
        description: 'Answers a lot, after some progress.',
        run: (_args, call) => {
          call.progress(1)
          return text
        },
      }),
    { limits: { streamBuffer: megabyte }, practices: { budget: 'off' } },
  )
  const answer = await callModern(served, 'large', {}, { meta: { progressToken: 'p' } })
  assert.equal(textOf(answer).length, text.length)
})

test('thousands of requests on one connection are answered in order', async t => {
  const served = await serve(t, defineEcho, { sessions: false })
  const connection = await RawConnection.open(served.url)
  const count = 3000
  for (let from = 0; from < count; from += 100) {
    const ids = Array.from({ length: 100 }, (_, i) => from + i)
    connection.write(ids.map(id => whole(`{"jsonrpc":"2.0","id":${id},"method":"ping"}`)).join(''))
    await connection.until(new RegExp(`"id":${from + 99},`))
  }
  const answered = [...connection.received.matchAll(/"id":(\d+),"result"/g)].map(([, id]) => Number(id))
  assert.deepEqual(
    answered,
    Array.from({ length: count }, (_, i) => i),
  )
  connection.socket.destroy()
})

test('clients that hang up at any point of a request leave nothing behind that answers others wrongly', async t => {
  const running = new Set<AbortSignal>()
  const served = await serve(t, server => {
    defineEcho(server)
    server.tool('wait', {
      description: 'Waits for its end.',
      run: async (_args, call) => {
        running.add(call.signal)
        call.progress(1)
        await aborted(call.signal)
        running.delete(call.signal)
      },
    })
  })
  const request = whole(
    JSON.stringify(modernBody({ method: 'tools/call', params: { name: 'wait' }, meta: { progressToken: 'p' } })),
    modernHeaders('tools/call', 'wait'),
  )
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: request.length }), fc.boolean(), async (length, abruptly) => {
      const connection = await RawConnection.open(served.url)
      connection.write(request.slice(0, length))
      if (length === request.length) await connection.until(/progress/)
      else if (length > 0) await new Promise<void>(resolve => connection.socket.write('', () => resolve()))
      if (abruptly) connection.socket.resetAndDestroy()
      else connection.socket.destroy()
      await connection.untilClosed()
    }),
    {
      numRuns: 150,
      examples: [
        [request.length, true],
        [request.length, false],
        [0, true],
      ],
    },
  )
  await Promise.all([...running].map(aborted))
  await assertAlive(served)
})

test('at the limit of connections a further one is turned away, and served once there is room', async t => {
  const served = await serve(t, defineEcho, { limits: { connections: 2 }, sessions: false })
  const first = await RawConnection.open(served.url)
  const second = await RawConnection.open(served.url)
  const ping = whole('{"jsonrpc":"2.0","id":1,"method":"ping"}')
  for (const connection of [first, second]) {
    connection.write(ping)
    await connection.until(/"result":\{\}/)
  }
  const third = await RawConnection.open(served.url)
  assert.equal(await third.untilClosed(), '')
  first.socket.end()
  await first.untilClosed()
  const fourth = await RawConnection.open(served.url)
  fourth.write(ping)
  await fourth.until(/"result":\{\}/)
  for (const { socket } of [second, fourth]) socket.destroy()
})

test('a thousand streams are open at once, and one more is refused', async t => {
  const served = await serve(t, defineEcho)
  const stop = new AbortController()
  t.after(() => stop.abort())
  const listen = (id: number) =>
    sendModern(served, {
      id,
      method: 'subscriptions/listen',
      params: { notifications: { toolsListChanged: true } },
      signal: stop.signal,
    })
  const open: Response[] = []
  for (let from = 0; from < 1024; from += 64) {
    const answers = await Promise.all(Array.from({ length: 64 }, (_, i) => listen(from + i)))
    // An answer that nobody holds is hung up by the client library.
    open.push(...answers)
  }
  const refused = await listen(2000)
  assert.equal((await read(refused)).error?.code, -32603)
  assert.deepEqual(new Set(open.map(({ status }) => status)), new Set([200]))
})

function defineEcho(server: Server): void {
  server.tool('echo', { description: 'Answers.', run: () => 'alive' })
}

async function assertAlive(served: Served): Promise<void> {
  const answer = await sendModern(served, { method: 'tools/list' })
  assert.equal(answer.status, 200)
  await answer.arrayBuffer()
}
