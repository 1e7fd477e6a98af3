import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Server, z } from '../../src/index.ts'
import { EventReader } from './event-reader.ts'
import { LegacyClient } from './legacy-client.ts'
import { failureOf, textOf } from './message.ts'
import { aborted, gate, read, serve } from './testbed.ts'

const capabilities = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} }
const form = z.object({ name: z.string(), age: z.int().optional() })

function define(server: Server): void {
  server
    .tool('elicit', {
      description: 'Asks for a name.',
      run: async (_args, call) => JSON.stringify(await call.elicit({ message: 'Your name?', schema: form })),
    })
    .tool('open_page', {
      description: 'Asks to open a page.',
      run: async (_args, call) =>
        JSON.stringify(await call.elicit({ message: 'Sign in', url: 'https://a.example/in' })),
    })
    .tool('sample', {
      description: 'Asks the model.',
      run: async (_args, call) =>
        JSON.stringify(
          await call.sample({ messages: [{ role: 'user', content: { type: 'text', text: 'ping' } }], maxTokens: 5 }),
        ),
    })
    .tool('list_roots', {
      description: 'Asks for the roots.',
      run: async (_args, call) => JSON.stringify(await call.roots()),
    })
    .tool('progress', {
      description: 'Reports progress.',
      run: (_args, call) => {
        call.progress(1, 2, 'half')
        call.progress(2, 2)
        return 'done'
      },
    })
    .tool('speak', {
      description: 'Logs at every level.',
      run: (_args, { log }) => {
        log.debug('d')
        log.info({ at: 'i' }, 'speaker')
        log.warning('w')
        log.error('e')
        log.emergency('x')
        return 'said'
      },
    })
}

const questions = [
  {
    tool: 'elicit',
    method: 'elicitation/create',
    params: {
      message: 'Your name?',
      requestedSchema: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          age: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
        },
        required: ['name'],
      },
    },
    answer: { action: 'accept', content: { name: 'Ada' } },
    says: { action: 'accept', content: { name: 'Ada' } },
  },
  { tool: 'elicit', method: 'elicitation/create', answer: { action: 'decline' }, says: { action: 'decline' } },
  { tool: 'open_page', method: 'elicitation/create', answer: { action: 'accept' }, says: { action: 'accept' } },
  {
    tool: 'sample',
    method: 'sampling/createMessage',
    params: { messages: [{ role: 'user', content: { type: 'text', text: 'ping' } }], maxTokens: 5 },
    answer: { role: 'assistant', content: { type: 'text', text: 'pong' }, model: 'm' },
    says: { role: 'assistant', content: { type: 'text', text: 'pong' }, model: 'm' },
  },
  {
    tool: 'list_roots',
    method: 'roots/list',
    params: {},
    answer: { roots: [{ uri: 'file:///home' }] },
    says: [{ uri: 'file:///home' }],
  },
]

for (const { tool, method, params, answer, says } of questions)
  test(`${tool} sends ${method} on the stream of its call and goes on with the posted answer (${JSON.stringify(answer).slice(0, 30)})`, async t => {
    const served = await serve(t, define)
    const client = await LegacyClient.connect(served, { capabilities })
    const stream = new EventReader(await client.send('tools/call', { name: tool, arguments: {} }, 5))
    const question = await stream.nextMessage()
    assert.equal(question?.method, method)
    if (params) assert.deepEqual(question?.params, params)
    assert.equal(await client.answer(question?.id as string, answer), 202)
    const final = await stream.nextMessage()
    assert.equal(final?.id, 5)
    assert.deepEqual(JSON.parse(textOf(final!)), says)
    assert.equal(await stream.next(), undefined)
  })

test('an answer that does not fit the form, and a refusal, are told to the agent without what was answered', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served, { capabilities })
  for (const answer of [
    { result: { action: 'accept', content: { name: 7, secret: 'hunter2' } } },
    { result: { action: 'perhaps' } },
    { error: { code: -1, message: 'hunter2' } },
  ]) {
    const stream = new EventReader(await client.send('tools/call', { name: 'elicit', arguments: {} }))
    const question = await stream.nextMessage()
    await (await client.post({ jsonrpc: '2.0', id: question?.id, ...answer })).arrayBuffer()
    const final = await stream.nextMessage()
    assert.equal(final?.result?.isError, true)
    assert.doesNotMatch(JSON.stringify(final), /hunter2/)
  }
})

test('a client is not asked what it did not declare', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served)
  for (const name of ['elicit', 'open_page', 'sample', 'list_roots']) {
    const { result } = await client.call(name)
    assert.equal(result?.isError, true, name)
    assert.equal(failureOf(result).code, 'CLIENT_CAPABILITY_MISSING', name)
  }
})

test('another session cannot answer a question', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served, { capabilities })
  const other = await LegacyClient.connect(served, { capabilities })
  const stream = new EventReader(await client.send('tools/call', { name: 'elicit', arguments: {} }))
  const question = await stream.nextMessage()
  const accept = (name: string) => ({ action: 'accept', content: { name } })
  assert.equal(await other.answer(question?.id as string, accept('Mallory')), 202)
  assert.equal(await client.answer(question?.id as string, accept('Ada')), 202)
  assert.match(textOf((await stream.nextMessage())!), /Ada/)
})

test('progress reaches who asked for it, with its token, before the answer', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served)
  const params = { name: 'progress', arguments: {}, _meta: { progressToken: 'p-1' } }
  const messages = await new EventReader(await client.send('tools/call', params, 3)).messages()
  assert.deepEqual(
    messages.slice(0, 2).map(({ method, params: sent }) => [method, sent]),
    [
      ['notifications/progress', { progressToken: 'p-1', progress: 1, total: 2, message: 'half' }],
      ['notifications/progress', { progressToken: 'p-1', progress: 2, total: 2 }],
    ],
  )
  assert.equal(messages[2]?.id, 3)
  assert.equal(messages.length, 3)
})

test('without a token there is no progress and no stream', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served)
  const answer = await client.send('tools/call', { name: 'progress', arguments: {} })
  assert.equal(answer.headers.get('content-type'), 'application/json')
  assert.equal(textOf(await read(answer)), 'done')
})

test('log messages come from the level that the client set', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served)
  const levels = async () => {
    const answer = await client.send('tools/call', { name: 'speak', arguments: {} })
    const messages = await new EventReader(answer).messages()
    return messages.flatMap(({ method, params }) => (method === 'notifications/message' ? [params] : []))
  }
  assert.equal((await levels()).length, 5)
  assert.deepEqual((await client.ask('logging/setLevel', { level: 'info' })).result, {})
  assert.deepEqual((await levels())[0], { level: 'info', data: { at: 'i' }, logger: 'speaker' })
  await client.ask('logging/setLevel', { level: 'error' })
  assert.deepEqual(
    (await levels()).map(sent => sent?.['level']),
    ['error', 'emergency'],
  )
})

test('a level set earlier in a batch holds for the calls after it, whose messages are streamed', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served, { version: '2025-03-26' })
  const answer = await client.post([
    { jsonrpc: '2.0', id: 1, method: 'logging/setLevel', params: { level: 'emergency' } },
    { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'speak', arguments: {} } },
    { jsonrpc: '2.0', id: 3, method: 'ping' },
  ])
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/)
  const messages = await new EventReader(answer).messages()
  assert.deepEqual(
    messages.map(({ id, params }) => id ?? params?.['level']),
    [1, 'emergency', 2, 3],
  )
})

function defineWaiting(server: Server, started: { open(signal: AbortSignal): void }, release?: Promise<void>): void {
  server.tool('wait', {
    description: 'Waits until it is cancelled.',
    run: async (_args, call) => {
      started.open(call.signal)
      await (release ?? aborted(call.signal))
      return 'over'
    },
  })
}

test('a cancelled call hears of it with the reason and is not answered; others are not touched', async t => {
  const started = gate<AbortSignal>()
  const served = await serve(t, server => defineWaiting(server, started))
  const client = await LegacyClient.connect(served)
  const pending = client.send('tools/call', { name: 'wait', arguments: {} }, 'w')
  const signal = await started.promise
  assert.equal(await client.notify('notifications/cancelled', { requestId: 'other' }), 202)
  assert.equal(signal.aborted, false)
  assert.equal(await client.notify('notifications/cancelled', { requestId: 'w', reason: 'too slow' }), 202)
  const answer = await pending
  assert.equal(await answer.text(), '')
  assert.equal(answer.status, 202)
  assert.equal(signal.aborted, true)
  assert.match(String((signal.reason as Error).message), /too slow/)
})

test('another session cannot cancel a call', async t => {
  const started = gate<AbortSignal>()
  const release = gate()
  const served = await serve(t, server => defineWaiting(server, started, release.promise))
  const client = await LegacyClient.connect(served)
  const other = await LegacyClient.connect(served)
  const pending = client.send('tools/call', { name: 'wait', arguments: {} }, 'w')
  const signal = await started.promise
  await other.notify('notifications/cancelled', { requestId: 'w' })
  assert.equal(signal.aborted, false)
  release.open()
  assert.equal(textOf(await read(await pending)), 'over')
})

test('cancelling a call that waits for an answer takes its question back', async t => {
  const served = await serve(t, define)
  const client = await LegacyClient.connect(served, { capabilities })
  const stream = new EventReader(await client.send('tools/call', { name: 'elicit', arguments: {} }, 8))
  const question = await stream.nextMessage()
  await client.notify('notifications/cancelled', { requestId: 8 })
  const [taken, ...more] = await stream.messages()
  assert.equal(taken?.method, 'notifications/cancelled')
  assert.equal(taken?.params?.['requestId'], question?.id)
  assert.deepEqual(more, [])
})

test('within a session, hanging up is not cancelling', async t => {
  const started = gate<AbortSignal>()
  const release = gate()
  const ended = gate<boolean>()
  const served = await serve(t, server =>
    server.tool('wait', {
      description: 'Waits.',
      run: async (_args, call) => {
        started.open(call.signal)
        await release.promise
        ended.open(call.signal.aborted)
        return 'over'
      },
    }),
  )
  const client = await LegacyClient.connect(served)
  const hangUp = new AbortController()
  const pending = client.send('tools/call', { name: 'wait', arguments: {} }, 1, hangUp.signal)
  await started.promise
  hangUp.abort()
  await assert.rejects(pending)
  assert.deepEqual((await client.ask('ping')).result, {})
  release.open()
  assert.equal(await ended.promise, false)
})

test('without a session, hanging up is cancelling: nobody could fetch the answer', async t => {
  const started = gate<AbortSignal>()
  const served = await serve(t, server => defineWaiting(server, started), { sessions: false })
  const hangUp = new AbortController()
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'wait', arguments: {} } }
  const pending = served.post(body, {}, hangUp.signal)
  const signal = await started.promise
  hangUp.abort()
  await assert.rejects(pending)
  await aborted(signal)
})

test('the end of a session aborts what runs in it', async t => {
  const started = gate<AbortSignal>()
  const served = await serve(t, server => defineWaiting(server, started))
  const client = await LegacyClient.connect(served)
  const pending = client.send('tools/call', { name: 'wait', arguments: {} })
  const signal = await started.promise
  await client.end()
  await aborted(signal)
  assert.equal(await (await pending).text(), '')
})
