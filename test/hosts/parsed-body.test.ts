import assert from 'node:assert/strict'
import { createServer as createHttpServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import express, { type RequestHandler } from 'express'
import { type Server, type ServerOptions, z } from '../../src/index.ts'
import { type Message, textOf } from '../protocol/message.ts'
import { callModern, modernBody, sendModern } from '../protocol/modern-client.ts'
import { type LogEntry, reach, read, type Served } from '../protocol/testbed.ts'
import { logged } from './mount.ts'
import { portOf } from './port-of.ts'

const define = (server: Server) =>
  server.tool('length', {
    description: 'Length of a text.',
    input: z.object({ text: z.string() }),
    run: ({ text }) => text.length,
  })

/** Express with middleware in front of a server. */
async function behind(
  t: TestContext,
  middleware: RequestHandler,
  options: Partial<ServerOptions> = {},
): Promise<Served> {
  const { server, log } = logged(define, options)
  const app = express()
  const handler = server.handler()
  app.use(middleware)
  app.use('/mcp', handler, handler.onParserError)
  app.use(
    ((_error, _request, response, _next) =>
      void response.status(500).end('the application')) as express.ErrorRequestHandler,
  )
  return reach(`http://127.0.0.1:${await portOf(t, createHttpServer(app))}/mcp`, server, log)
}

const parsers: Readonly<Record<string, RequestHandler>> = {
  'express.json()': express.json(),
  'express.text()': express.text({ type: '*/*' }),
  'express.raw()': express.raw({ type: '*/*' }),
  'an empty object that an older parser leaves': (request, _response, next) => {
    request.body = {}
    next()
  },
}

for (const [name, parser] of Object.entries(parsers)) {
  test(`a body is taken as it is from ${name}`, async t => {
    const served = await behind(t, parser, { limits: { body: 2000, depth: 10 } })
    assert.equal(textOf(await callModern(served, 'length', { text: 'Zoë 🙂' })), '6')
  })

  test(`the limits of size and depth hold behind ${name}`, async t => {
    const served = await behind(t, parser, { limits: { body: 2000, depth: 10 } })
    const call = (text: unknown) =>
      sendModern(served, { method: 'tools/call', params: { name: 'length', arguments: { text: text as string } } })
    assert.equal((await call('x'.repeat(3000))).status, 413)
    const deep = await call(JSON.parse(`${'['.repeat(20)}${']'.repeat(20)}`))
    assert.deepEqual([deep.status, (await read(deep)).error?.code], [400, -32600])
  })
}

test('a body that says no length, or comes packed, is measured as it was parsed', async t => {
  const served = await behind(t, express.json(), { limits: { body: 2000 } })
  const request = { method: 'tools/call', params: { name: 'length', arguments: { text: 'ö'.repeat(1500) } } }
  const headers = {
    'content-type': 'application/json',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': 'length',
  }
  const body = JSON.stringify(modernBody(request))
  assert.ok(body.length < 2000 && Buffer.byteLength(body) > 2000)
  const stream = new Blob([body]).stream()
  const chunked = await fetch(served.url, { method: 'POST', headers, body: stream, duplex: 'half' } as RequestInit)
  assert.equal(chunked.status, 413)
  const packed = gzipSync(body)
  assert.ok(packed.length < 2000)
  const zipped = await fetch(served.url, {
    method: 'POST',
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: packed,
  })
  assert.equal(zipped.status, 413)
})

const refusals: readonly (readonly [what: string, body: string, status: number, words: RegExp])[] = [
  [
    'a body that it finds too large',
    JSON.stringify({ text: 'x'.repeat(500) }),
    413,
    /^Request body too large: the application's own parser takes at most 200 bytes$/,
  ],
  ['a body that is no JSON', '{"jsonrpc"', 400, /^Parse error/],
]

for (const [what, body, status, words] of refusals) {
  test(`where the application's own parser refuses ${what}, the answer is JSON-RPC and says so`, async t => {
    const served = await behind(t, express.json({ limit: 200 }))
    const answer = await served.post(body)
    assert.equal(answer.status, status)
    const message: Message = await read(answer)
    assert.equal(message.jsonrpc, '2.0')
    assert.match(message.error?.message ?? '', words)
  })
}

test("an error that is not a parser's goes on to the application", async t => {
  const served = await behind(t, (_request, _response, next) => next(new Error('of the application')))
  const answer = await served.post({})
  assert.deepEqual([answer.status, await answer.text()], [500, 'the application'])
})

test('a body that something consumed is answered 500 in words, and told to the operator once with what to do', async t => {
  const consume: RequestHandler = (request, _response, next) => void request.resume().once('end', () => next())
  const served = await behind(t, consume)
  for (let count = 0; count < 2; count++) {
    const answer = await sendModern(served, { method: 'tools/list' })
    assert.equal(answer.status, 500)
    assert.match((await read(answer)).error?.message ?? '', /consumed before it reached the MCP endpoint/)
  }
  const told: readonly LogEntry[] = served.log.filter(({ event }) => event === 'mount.body_consumed')
  assert.equal(told.length, 1)
  assert.equal(told[0]?.level, 'error')
  assert.match(
    String(told[0]?.fields['advice']),
    /Mount Lintel before that.*request\.body in Express.*ctx\.req\.body in Koa.*request\.clone\(\)/,
  )
})

test('a fetch request whose body was read before is answered 500 in words', async () => {
  const { server } = logged(define)
  const handler = server.fetchHandler({ principal: () => ({ id: 'ann' }) })
  const request = new Request('http://localhost/mcp', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' },
    body: JSON.stringify(modernBody({ method: 'tools/list' })),
  })
  await request.text()
  const answer = await handler(request)
  assert.equal(answer.status, 500)
  assert.match(await answer.text(), /consumed before it reached/)
})
