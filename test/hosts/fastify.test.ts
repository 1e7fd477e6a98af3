import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { createGunzip, gzipSync } from 'node:zlib'
import fastify, { type FastifyInstance, type FastifyServerOptions, type preParsingHookHandler } from 'fastify'
import { mcp } from '../../src/fastify.ts'
import { type Server, z } from '../../src/index.ts'
import { EventReader } from '../protocol/event-reader.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { textOf } from '../protocol/message.ts'
import { callModern, modernBody, sendModern } from '../protocol/modern-client.ts'
import { gate, reach, read, type Served } from '../protocol/testbed.ts'
import { logged } from './mount.ts'

declare module 'fastify' {
  interface FastifyRequest {
    user?: { readonly name: string }
  }
}

const define = (server: Server) =>
  void server
    .tool('who', { description: 'Says who calls.', run: (_args, { principal }) => principal.id })
    .tool('length', {
      description: 'Length of a text.',
      input: z.object({ text: z.string() }),
      run: ({ text }, call) => {
        call.progress(1)
        return text.length
      },
    })

const who = { method: 'tools/call', params: { name: 'who' } }

/** A server in a Fastify application that lasts as long as the test. */
async function within(
  t: TestContext,
  prepare: (app: FastifyInstance, server: Server) => void,
  options: FastifyServerOptions = {},
): Promise<Served & { readonly app: FastifyInstance }> {
  const { server, log } = logged(define)
  const app = fastify(options)
  prepare(app, server)
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  t.after(() => app.close())
  return { ...reach(`${origin}/mcp`, server, log), app }
}

test("the application's hooks sign in before the body is read, and principal sees what they left on the request", async t => {
  const served = await within(t, (app, server) => {
    app.addHook('preHandler', async request => {
      assert.equal(request.raw.readableDidRead, false)
      request.user = { name: 'ann' }
    })
    app.register(mcp, { server, principal: request => request.user && { id: request.user.name } })
  })
  assert.equal(textOf(await callModern(served, 'who')), 'ann')
})

test('what a hook refuses, and what it throws, is answered by the application', async t => {
  const served = await within(t, (app, server) => {
    app.setErrorHandler((error: Error, _request, reply) => reply.code(418).send({ ours: error.message }))
    app.addHook('preHandler', async (request, reply) => {
      if (request.headers.authorization === 'refuse') return reply.code(402).send({ pay: true })
      if (request.headers.authorization === 'throw') throw new Error('thrown')
      return undefined
    })
    app.register(mcp, { server })
  })
  const ask = async (authorization: string) => {
    const answer = await sendModern(served, { ...who, headers: { authorization } })
    return [answer.status, await answer.json()]
  }
  assert.deepEqual(await ask('refuse'), [402, { pay: true }])
  assert.deepEqual(await ask('throw'), [418, { ours: 'thrown' }])
})

test('headers that hooks set go with an answer and with a stream, and onResponse hooks run', async t => {
  const responded: number[] = []
  const served = await within(t, (app, server) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('x-request-id', 'r1').header('set-cookie', ['a=1', 'b=2']).header('content-type', 'text/html')
    })
    app.addHook('onResponse', async (_request, reply) => void responded.push(reply.raw.statusCode))
    app.register(mcp, { server })
  })
  for (const meta of [{}, { progressToken: 'p' }]) {
    const params = { name: 'length', arguments: { text: 'abc' } }
    const answer = await sendModern(served, { method: 'tools/call', params, meta })
    assert.equal(answer.headers.get('x-request-id'), 'r1')
    assert.deepEqual(answer.headers.getSetCookie(), ['a=1', 'b=2'])
    assert.equal(answer.headers.get('content-type'), 'progressToken' in meta ? 'text/event-stream' : 'application/json')
    assert.equal(textOf(await read(answer)), '3')
  }
  await served.app.close()
  assert.deepEqual(responded, [200, 200])
})

test("bodies are read by the server's limits, and other routes keep the application's parsers and limits", async t => {
  const served = await within(
    t,
    (app, server) => {
      app.register(mcp, { server })
      app.post('/other', async request => request.body)
    },
    { bodyLimit: 100 },
  )
  const text = 'x'.repeat(500)
  assert.equal(textOf(await callModern(served, 'length', { text })), '500')
  const other = (body: unknown) =>
    fetch(new URL('/other', served.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  assert.deepEqual(await (await other({ a: 1 })).json(), { a: 1 })
  assert.equal((await other({ text })).status, 413)
})

for (const type of ['text/plain', 'no type at all', 'application/xml']) {
  test(`a body of "${type}" is refused in JSON-RPC, as on every host`, async t => {
    const served = await within(t, (app, server) => app.register(mcp, { server }))
    const answer = await sendModern(served, { ...who, headers: { 'content-type': type } })
    assert.equal(answer.status, 415)
    assert.match((await read(answer)).error?.message ?? '', /Content-Type must be application\/json/)
  })
}

test("a body that a hook of the application unpacks is read unpacked, within the server's limits", async t => {
  const served = await within(t, (app, server) => {
    app.addHook('preParsing', async (request, _reply, body) =>
      request.headers['content-encoding'] === 'gzip' ? body.pipe(createGunzip()) : body,
    )
    app.register(mcp, { server })
  })
  const send = async (packed: Buffer) => {
    const answer = await fetch(served.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'length',
      },
      body: packed,
    })
    return [answer.status, textOf(await read(answer))]
  }
  const pack = (text: string) =>
    gzipSync(JSON.stringify(modernBody({ method: 'tools/call', params: { name: 'length', arguments: { text } } })))
  assert.deepEqual(await send(pack('abc')), [200, '3'])
  assert.deepEqual(await send(pack('x'.repeat(5_000_000))), [413, ''])
  assert.deepEqual(await send(Buffer.from('not packed')), [400, ''])
})

/** A hook that unpacks, and finds that it cannot. */
function unpacking() {
  const failed = gate()
  const unpack: preParsingHookHandler = (_request, _reply, _body, done) => {
    const unpacked = new PassThrough().once('close', failed.open)
    setImmediate(() => unpacked.destroy(new Error('not packed')))
    done(null, unpacked)
  }
  return { unpack, failed: failed.promise }
}

const places: readonly (readonly [
  where: string,
  hook: (app: FastifyInstance, unpack: preParsingHookHandler) => void,
])[] = [
  ['of the application', (app, unpack) => void app.addHook('preParsing', unpack)],
  // As plugins add it that unpack everywhere.
  [
    'of each route',
    (app, unpack) => void app.addHook('onRoute', route => void Object.assign(route, { preParsing: unpack })),
  ],
]
const unreadable: readonly (readonly [what: string, headers: Record<string, string>, status: number])[] = [
  ['of nobody', {}, 401],
  ['of somebody', { authorization: 'ann' }, 400],
  ['of a foreign page', { origin: 'https://evil.example' }, 403],
  ['of another type', { authorization: 'ann', 'content-type': 'text/plain' }, 415],
  ['of a type that is none', { authorization: 'ann', 'content-type': 'text' }, 415],
]
for (const [where, hook] of places) {
  for (const [what, headers, status] of unreadable) {
    test(`a request ${what}, whose body a hook ${where} cannot unpack, is refused and ends nothing else`, async t => {
      const { unpack, failed } = unpacking()
      const served = await within(t, (app, server) => {
        hook(app, unpack)
        app.register(mcp, {
          server,
          principal: async ({ headers: { authorization } }) => {
            await failed
            return authorization === undefined ? undefined : { id: authorization }
          },
        })
      })
      const answer = await sendModern(served, { ...who, headers })
      assert.equal(answer.status, status)
      await answer.arrayBuffer()
      // What fails unheard ends the process, and this test.
      await failed
      assert.equal((await fetch(served.url, { method: 'OPTIONS' })).status, 204)
    })
  }
}

test('closing the application ends streams, lets calls finish, and refuses what comes meanwhile', async t => {
  const [release, started] = [gate(), gate()]
  const served = await within(t, (app, server) => {
    server.tool('wait', {
      description: 'Waits.',
      run: async () => {
        started.open()
        await release.promise
        return 'answered'
      },
    })
    app.register(mcp, { server })
  })
  const client = await LegacyClient.connect(served)
  const stream = await client.stream()
  const pending = callModern(served, 'wait')
  await started.promise
  const closed = served.app.close()
  assert.deepEqual(await stream.messages(), [])
  const late = await sendModern(served, who).then(
    answer => answer.status,
    () => 0,
  )
  assert.ok(late === 503 || late === 0, `${late}`)
  release.open()
  assert.equal(textOf(await pending), 'answered')
  await closed
})

test('two servers in one application, each with its own path and sign-in', async t => {
  const other = logged(define).server
  const served = await within(t, (app, server) => {
    app.register(mcp, { server, principal: () => ({ id: 'one' }) })
    app.register(mcp, { server: other, path: '/other', principal: () => ({ id: 'two' }) })
  })
  const atOther = reach(new URL('/other', served.url).href, other)
  assert.deepEqual([textOf(await callModern(served, 'who')), textOf(await callModern(atOther, 'who'))], ['one', 'two'])
})

test('requests that are injected are answered, streams included', async t => {
  const { server } = logged(define)
  const app = fastify()
  app.register(mcp, { server })
  t.after(() => app.close())
  const served = reach('http://localhost/mcp', server, [], async (url, init) => {
    const { statusCode, headers, body } = await app.inject({
      method: 'POST',
      url: new URL(url).pathname,
      headers: { ...(init?.headers as Record<string, string>), host: 'localhost' },
      payload: init?.body as string,
    })
    return new Response(body, { status: statusCode, headers: headers as Record<string, string> })
  })
  assert.equal(textOf(await callModern(served, 'length', { text: 'abc' })), '3')
  const streamed = await sendModern(served, {
    method: 'tools/call',
    params: { name: 'length', arguments: { text: 'abc' } },
    meta: { progressToken: 'p' },
  })
  const messages = await new EventReader(streamed).messages()
  assert.deepEqual(
    messages.map(({ method }) => method),
    ['notifications/progress', undefined],
  )
})
