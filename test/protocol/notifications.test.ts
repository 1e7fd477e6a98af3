import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Server, ServerOptions, Toolkit } from '../../src/index.ts'
import { EventReader } from './event-reader.ts'
import { LegacyClient } from './legacy-client.ts'
import { sendModern } from './modern-client.ts'
import { gate, read, type Served, serve } from './testbed.ts'

const idKey = 'io.modelcontextprotocol/subscriptionId'

function define(server: Server): void {
  server
    .tool('one', { description: 'One.', run: () => 1 })
    .prompt('greet', { description: 'Greets.', build: () => 'Hello' })
    .resource('config://app', { description: 'Settings.', read: () => 'dark=true' })
}

/** A toolkit that counts what it is asked to watch, and says when that changes. */
function watcher() {
  const watched: string[] = []
  const waiting: { readonly entry: string; readonly open: () => void }[] = []
  const note = (entry: string) => {
    watched.push(entry)
    for (const { entry: wanted, open } of waiting) if (wanted === entry) open()
  }
  const toolkit: Toolkit = {
    name: 'watcher',
    register: target => void target.resource('watch://a', { description: 'Watched.', read: () => 'a' }),
    watch: { start: uri => note(`start ${uri}`), stop: uri => note(`stop ${uri}`) },
  }
  const until = (entry: string) => {
    const { promise, open } = gate()
    if (watched.includes(entry)) open()
    waiting.push({ entry, open })
    return promise
  }
  return { toolkit, watched, until }
}

async function listen(
  served: Served,
  notifications: Record<string, unknown>,
  id: string | number = 'sub-1',
  signal?: AbortSignal,
) {
  const answer = await sendModern(served, {
    id,
    method: 'subscriptions/listen',
    params: { notifications: notifications as never },
    ...(signal && { signal }),
  })
  return new EventReader(answer)
}

async function listening(t: Parameters<typeof serve>[0], options: Partial<ServerOptions> = {}) {
  const { toolkit, watched, until } = watcher()
  const served = await serve(
    t,
    server => {
      define(server)
      server.use(toolkit)
    },
    options,
  )
  return { served, watched, until }
}

test('2026-07-28: the acknowledgement comes first and names what will be told', async t => {
  const { served } = await listening(t)
  const stream = await listen(served, {
    toolsListChanged: true,
    promptsListChanged: false,
    resourceSubscriptions: ['watch://a'],
  })
  const first = await stream.nextMessage()
  assert.equal(first?.method, 'notifications/subscriptions/acknowledged')
  assert.deepEqual(first?.params, {
    notifications: { toolsListChanged: true, resourceSubscriptions: ['watch://a'] },
    _meta: { [idKey]: 'sub-1' },
  })
})

test('2026-07-28: only what was asked for is told, each with the id of its subscription', async t => {
  const { served } = await listening(t)
  const stream = await listen(served, { promptsListChanged: true, resourceSubscriptions: ['watch://a'] }, 7)
  await stream.nextMessage()
  const { notify } = served.server
  notify.toolsChanged()
  notify.resourcesChanged()
  notify.resourceUpdated('config://app')
  notify.promptsChanged()
  notify.resourceUpdated('watch://a')
  const told = [await stream.nextMessage(), await stream.nextMessage()]
  assert.deepEqual(
    told.map(message => [message?.method, message?.params]),
    [
      ['notifications/prompts/list_changed', { _meta: { [idKey]: 7 } }],
      ['notifications/resources/updated', { uri: 'watch://a', _meta: { [idKey]: 7 } }],
    ],
  )
})

test('2026-07-28: what the server does not offer is not promised, and a stream with nothing to tell ends', async t => {
  const served = await serve(t)
  const stream = await listen(served, {
    promptsListChanged: true,
    resourcesListChanged: true,
    resourceSubscriptions: ['a://b'],
  })
  const messages = await stream.messages()
  assert.deepEqual(messages[0]?.params?.notifications, {})
  assert.equal(messages[1]?.id, 'sub-1')
  assert.equal(messages[1]?.result?.resultType, 'complete')
  assert.equal(messages.length, 2)
})

test('2026-07-28: a filter of a wrong shape is refused in band', async t => {
  const { served } = await listening(t)
  for (const notifications of [
    undefined,
    [],
    'all',
    { toolsListChanged: 'yes' },
    { resourceSubscriptions: 'watch://a' },
    { resourceSubscriptions: [1] },
    { resourceSubscriptions: Array.from({ length: 1001 }, (_, i) => `watch://${i}`) },
  ]) {
    const answer = await sendModern(served, { method: 'subscriptions/listen', params: { notifications } as never })
    assert.equal(answer.status, 200)
    assert.equal((await read(answer)).error?.code, -32602)
  }
})

test('2026-07-28: a closing server ends its subscriptions with a result', async t => {
  const { served } = await listening(t)
  const stream = await listen(served, { toolsListChanged: true }, 'bye')
  await stream.nextMessage()
  const closed = served.server.close()
  const [last, ...more] = await stream.messages()
  assert.equal(last?.id, 'bye')
  assert.equal(last?.result?.resultType, 'complete')
  assert.equal(last?.result?._meta?.[idKey], 'bye')
  assert.deepEqual(more, [])
  await closed
})

test('2026-07-28: a resource is watched from the first subscription to the hang-up of the last', async t => {
  const { served, watched, until } = await listening(t)
  const [one, two] = [new AbortController(), new AbortController()]
  const first = await listen(served, { resourceSubscriptions: ['watch://a'] }, 1, one.signal)
  await first.nextMessage()
  const second = await listen(served, { resourceSubscriptions: ['watch://a'] }, 2, two.signal)
  await second.nextMessage()
  assert.deepEqual(watched, ['start watch://a'])
  one.abort()
  await assert.rejects(first.next())
  served.server.notify.resourceUpdated('watch://a')
  assert.equal((await second.nextMessage())?.params?.uri, 'watch://a')
  two.abort()
  await until('stop watch://a')
  assert.deepEqual(watched, ['start watch://a', 'stop watch://a'])
})

test('2025-11-25: a resource is watched from the first subscription to the last, and updates reach only subscribers', async t => {
  const { served, watched } = await listening(t)
  const one = await LegacyClient.connect(served)
  const two = await LegacyClient.connect(served)
  assert.deepEqual((await one.ask('resources/subscribe', { uri: 'watch://a' })).result, {})
  assert.deepEqual((await one.ask('resources/subscribe', { uri: 'watch://a' })).result, {})
  const [mine, theirs] = [await one.stream(), await two.stream()]
  served.server.notify.resourceUpdated('watch://a')
  served.server.notify.toolsChanged()
  assert.deepEqual((await mine.nextMessage())?.params, { uri: 'watch://a' })
  assert.equal((await theirs.nextMessage())?.method, 'notifications/tools/list_changed')
  await two.ask('resources/subscribe', { uri: 'watch://a' })
  await one.ask('resources/unsubscribe', { uri: 'watch://a' })
  assert.deepEqual(watched, ['start watch://a'])
  await two.ask('resources/unsubscribe', { uri: 'watch://a' })
  assert.deepEqual(watched, ['start watch://a', 'stop watch://a'])
  await two.ask('resources/unsubscribe', { uri: 'watch://a' })
  assert.equal(watched.length, 2)
})

test('2025-11-25: the end of a session ends its watching', async t => {
  const { served, watched } = await listening(t)
  const client = await LegacyClient.connect(served)
  await client.ask('resources/subscribe', { uri: 'watch://a' })
  await client.end()
  assert.deepEqual(watched, ['start watch://a', 'stop watch://a'])
})

test('2025-11-25: a session subscribes to a bounded number of resources', async t => {
  const { served } = await listening(t)
  const client = await LegacyClient.connect(served, { version: '2025-03-26' })
  for (let at = 0; at < 1000; at += 100) {
    const batch = Array.from({ length: 100 }, (_, i) => ({
      jsonrpc: '2.0',
      id: i,
      method: 'resources/subscribe',
      params: { uri: `watch://${at + i}` },
    }))
    await (await client.post(batch)).arrayBuffer()
  }
  assert.equal((await client.ask('resources/subscribe', { uri: 'watch://more' })).error?.code, -32603)
  await client.ask('resources/unsubscribe', { uri: 'watch://0' })
  assert.deepEqual((await client.ask('resources/subscribe', { uri: 'watch://more' })).result, {})
})

test('without sessions, nothing is watched', async t => {
  const { served, watched } = await listening(t, { sessions: false })
  const body = { jsonrpc: '2.0', id: 1, method: 'resources/subscribe', params: { uri: 'watch://a' } }
  await (await served.post(body)).arrayBuffer()
  assert.deepEqual(watched, [])
})

test('what is defined while the server runs is told to both eras and stands in their lists', async t => {
  const { served } = await listening(t)
  const client = await LegacyClient.connect(served)
  const legacy = await client.stream()
  const modern = await listen(served, { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true })
  await modern.nextMessage()
  served.server
    .tool('two', { description: 'Two.', run: () => 2 })
    .prompt('part', { description: 'Parts.', build: () => 'Bye' })
    .resource('config://late', { description: 'Late.', read: () => 'late' })
  for (const stream of [legacy, modern]) {
    const methods = [await stream.nextMessage(), await stream.nextMessage(), await stream.nextMessage()].map(
      m => m?.method,
    )
    assert.deepEqual(methods, [
      'notifications/tools/list_changed',
      'notifications/prompts/list_changed',
      'notifications/resources/list_changed',
    ])
  }
  const names = (await client.ask('tools/list')).result?.tools?.map(({ name }) => name)
  assert.deepEqual(names, ['one', 'two'])
  const modernNames = (await read(await sendModern(served, { method: 'tools/list' }))).result?.tools?.map(
    ({ name }) => name,
  )
  assert.deepEqual(modernNames, ['one', 'two'])
})
