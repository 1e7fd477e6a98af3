import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Server, ServerOptions } from '../../src/index.ts'
import { EventReader, type StreamEvent } from './event-reader.ts'
import { FakeClock } from './fake-clock.ts'
import { LegacyClient } from './legacy-client.ts'
import { textOf } from './message.ts'
import { gate, read, serve } from './testbed.ts'

/** A tool that reports its progress as the test lets it. */
function stepwise() {
  const steps = [gate(), gate(), gate()]
  const started = gate()
  const define = (server: Server) =>
    void server.tool('steps', {
      description: 'Goes on step by step.',
      run: async (_args, call) => {
        started.open()
        call.progress(0, 3)
        for (const [index, step] of steps.entries()) {
          await step.promise
          call.progress(index + 1, 3)
        }
        return 'done'
      },
    })
  return {
    define,
    started: started.promise,
    step: (index: number) => steps[index]?.open(),
    finish: () => steps.forEach(step => void step.open()),
  }
}

const call = { name: 'steps', arguments: {}, _meta: { progressToken: 'p' } }

async function start(t: Parameters<typeof serve>[0], options: Partial<ServerOptions> = {}) {
  const { define, finish, ...rest } = stepwise()
  t.after(finish)
  const served = await serve(t, define, options)
  return { served, ...rest, client: await LegacyClient.connect(served) }
}

function seen(events: readonly StreamEvent[]): readonly unknown[] {
  return events.flatMap(({ message }) => (message ? [message.params?.['progress'] ?? textOf(message)] : []))
}

test('a stream begins with an event that has an id, a retry time and no data', async t => {
  const { client } = await start(t)
  const stream = new EventReader(await client.send('tools/call', call))
  const first = await stream.next()
  assert.match(first?.id ?? '', /./)
  assert.match(first?.retry ?? '', /^\d+$/)
  assert.equal(first?.message, undefined)
})

test('older revisions do not get an event without data, which they would try to read', async t => {
  const { served } = await start(t)
  const client = await LegacyClient.connect(served, { version: '2025-06-18' })
  const first = await new EventReader(await client.send('tools/call', call)).next()
  assert.equal(first?.message?.params?.['progress'], 0)
  assert.match(first?.id ?? '', /./)
})

test('a connection that drops mid-call loses nothing: the client gets the rest exactly once', async t => {
  const { client, step } = await start(t)
  const stream = new EventReader(await client.send('tools/call', call))
  await stream.next()
  step(0)
  const before = [await stream.next(), await stream.next()]
  assert.deepEqual(seen(before as StreamEvent[]), [0, 1])
  await stream.cancel()
  step(1)
  const resumed = await client.stream(before[1]?.id)
  assert.equal((await resumed.nextMessage())?.params?.['progress'], 2)
  step(2)
  const rest = await resumed.rest()
  assert.deepEqual(seen(rest), [3, 'done'])
  assert.equal(new Set(rest.map(({ id }) => id)).size, rest.length)
})

test('what was finished meanwhile is replayed, and the stream ends', async t => {
  const { client, step } = await start(t)
  const stream = new EventReader(await client.send('tools/call', call))
  const first = await stream.next()
  await stream.cancel()
  for (const index of [0, 1, 2]) step(index)
  const resumed = await client.stream(first?.id)
  const all = await resumed.rest()
  assert.deepEqual(seen(all), [0, 1, 2, 3, 'done'])
  assert.deepEqual(seen(await (await client.stream(all.at(-2)?.id)).rest()), ['done'])
  assert.deepEqual(seen(await (await client.stream(all.at(-1)?.id)).rest()), [])
})

test('only the stream that the event belongs to is replayed', async t => {
  const { client, served, step } = await start(t)
  const standing = await client.stream()
  const opening = await standing.next()
  await standing.cancel()
  const stream = new EventReader(await client.send('tools/call', call))
  for (const index of [0, 1, 2]) step(index)
  await stream.rest()
  served.server.notify.toolsChanged()
  const resumed = await client.stream(opening?.id)
  assert.equal((await resumed.nextMessage())?.method, 'notifications/tools/list_changed')
})

test('an event that is not known is refused', async t => {
  const { client } = await start(t)
  for (const id of ['1-0', '99-1', 'x', '1-0-0', '-1', '1-99', '9'.repeat(40)]) {
    const answer = await client.get({ 'last-event-id': id })
    assert.equal(answer.status, 400, id)
    assert.equal((await read(answer)).error?.code, -32000)
  }
})

test('another session gets nothing for the id of an event', async t => {
  const { client, served, step } = await start(t)
  const stream = new EventReader(await client.send('tools/call', call))
  const first = await stream.next()
  for (const index of [0, 1, 2]) step(index)
  await stream.rest()
  const other = await LegacyClient.connect(served)
  const answer = await other.get({ 'last-event-id': first?.id })
  assert.equal(answer.status, 400)
  await answer.arrayBuffer()
})

test('a session keeps a bounded number of messages; what was lost is refused, not skipped', async t => {
  const { client, step } = await start(t, { limits: { sessions: { events: 3 } } })
  const stream = new EventReader(await client.send('tools/call', call))
  const first = await stream.next()
  for (const index of [0, 1, 2]) step(index)
  const events = await stream.rest()
  assert.deepEqual(seen(events), [0, 1, 2, 3, 'done'])
  const lost = await client.get({ 'last-event-id': first?.id })
  assert.equal(lost.status, 400)
  await lost.arrayBuffer()
  assert.deepEqual(seen(await (await client.stream(events[1]?.id)).rest()), [2, 3, 'done'])
})

test('a session keeps a bounded number of characters', async t => {
  const { client, step } = await start(t, { limits: { sessions: { characters: 250 } } })
  const stream = new EventReader(await client.send('tools/call', call))
  const first = await stream.next()
  for (const index of [0, 1, 2]) step(index)
  const events = await stream.rest()
  const lost = await client.get({ 'last-event-id': first?.id })
  assert.equal(lost.status, 400)
  await lost.arrayBuffer()
  assert.deepEqual(seen(await (await client.stream(events.at(-2)?.id)).rest()), ['done'])
})

test('what happens while the standing stream is away waits for its return', async t => {
  const { client, served } = await start(t)
  const stream = await client.stream()
  const opening = await stream.next()
  await stream.cancel()
  served.server.notify.toolsChanged()
  served.server.notify.toolsChanged()
  const resumed = await client.stream(opening?.id)
  const events = [await resumed.next(), await resumed.next()]
  assert.deepEqual(
    events.map(event => event?.message?.method),
    ['notifications/tools/list_changed', 'notifications/tools/list_changed'],
  )
  served.server.notify.promptsChanged()
  assert.equal((await resumed.nextMessage())?.method, 'notifications/prompts/list_changed')
})

test('a resumed standing stream counts as the one that a session may have', async t => {
  const { client } = await start(t)
  const stream = await client.stream()
  const opening = await stream.next()
  await stream.cancel()
  await client.stream(opening?.id)
  const second = await client.get()
  assert.equal(second.status, 409)
  await second.arrayBuffer()
})

test('a tool may send its client away to fetch the rest later', async t => {
  const away = gate()
  const served = await serve(t, server =>
    server.tool('later', {
      description: 'Sends the client away.',
      run: async (_args, call) => {
        call.closeStream()
        await away.promise
        return 'late'
      },
    }),
  )
  const client = await LegacyClient.connect(served)
  const [first, ...more] = await new EventReader(
    await client.send('tools/call', { name: 'later', arguments: {} }),
  ).rest()
  assert.deepEqual(more, [])
  away.open()
  assert.deepEqual(seen(await (await client.stream(first?.id)).rest()), ['late'])
})

test('a client that names streams first gets its quick answer as a stream that can be fetched again', async t => {
  const { client } = await start(t)
  const answer = await client.post(
    { jsonrpc: '2.0', id: 1, method: 'ping' },
    { accept: 'text/event-stream, application/json' },
  )
  const events = await new EventReader(answer).rest()
  assert.deepEqual(events[1]?.message?.result, {})
  assert.equal((await (await client.stream(events[0]?.id)).nextMessage())?.id, 1)
})

test('a slow call becomes a stream before a proxy gives it up, and is kept alive until its answer', async t => {
  const clock = new FakeClock()
  const { client, step, started } = await start(t, {
    clock,
    limits: { pingMs: 15_000 },
    practices: { deadline: 'off' },
  })
  const pending = client.send('tools/call', { name: 'steps', arguments: {} })
  await started
  clock.advance(15_000)
  clock.advance(15_000)
  const answer = await pending
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/)
  assert.equal(answer.headers.get('x-accel-buffering'), 'no')
  const stream = new EventReader(answer)
  assert.match((await stream.next())?.id ?? '', /./)
  assert.match((await stream.next())?.comment ?? '', /./)
  clock.advance(15_000)
  assert.match((await stream.next())?.comment ?? '', /./)
  for (const index of [0, 1, 2]) step(index)
  assert.deepEqual(seen(await stream.rest()), ['done'])
})

test('a quick call is answered as JSON, however often time passes around it', async t => {
  const clock = new FakeClock()
  const { client } = await start(t, { clock })
  clock.advance(60_000)
  const answer = await client.send('ping')
  assert.equal(answer.headers.get('content-type'), 'application/json')
  assert.deepEqual((await read(answer)).result, {})
})
