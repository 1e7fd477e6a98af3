import assert from 'node:assert/strict'
import { createServer as createHttpServer } from 'node:http'
import { test } from 'node:test'
import express from 'express'
import { textOf } from '../protocol/message.ts'
import { callModern, sendModern } from '../protocol/modern-client.ts'
import { reach, read } from '../protocol/testbed.ts'
import { logged } from './mount.ts'
import { portOf } from './port-of.ts'

interface SignedIn extends express.Request {
  readonly user?: { readonly name: string }
}

test('headers that middleware set go with answers and streams, and the server decides its own', async t => {
  const { server } = logged(made =>
    made.tool('report', {
      description: 'Reports.',
      run: (_args, call) => {
        call.progress(1)
        return 'done'
      },
    }),
  )
  const app = express()
  app.use((_request, response, next) => {
    response
      .set({ 'X-Request-Id': 'r1', 'Content-Type': 'text/html', 'Cache-Control': 'public' })
      .cookie('a', '1')
      .cookie('b', '2')
    next()
  })
  app.use('/mcp', server.handler())
  const served = reach(`http://127.0.0.1:${await portOf(t, createHttpServer(app))}/mcp`, server)
  for (const [meta, type] of [
    [{}, 'application/json'],
    [{ progressToken: 'p' }, 'text/event-stream'],
  ] as const) {
    const answer = await sendModern(served, { method: 'tools/call', params: { name: 'report' }, meta })
    assert.equal(answer.headers.get('x-request-id'), 'r1')
    assert.equal(answer.headers.getSetCookie().length, 2)
    assert.equal(answer.headers.get('content-type'), type)
    assert.equal(textOf(await read(answer)), 'done')
  }
})

test("a handler's principal is typed by the application's own request", async t => {
  const { server } = logged(made => made.tool('who', { description: 'Who.', run: (_args, call) => call.principal.id }))
  const app = express()
  app.use((request: SignedIn, _response, next) => {
    Object.assign(request, { user: { name: 'ann' } })
    next()
  })
  app.use('/mcp', server.handler({ principal: (request: SignedIn) => request.user && { id: request.user.name } }))
  const served = reach(`http://127.0.0.1:${await portOf(t, createHttpServer(app))}/mcp`, server)
  assert.equal(textOf(await callModern(served, 'who')), 'ann')
})

test('a call whose request the application answered by itself writes nothing into that answer', async t => {
  const { server, log } = logged(made =>
    made.tool('report', {
      description: 'Reports.',
      run: (_args, call) => {
        call.progress(1)
        return 'done'
      },
    }),
  )
  const handler = server.handler()
  const app = createHttpServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' })
    handler(request, response)
    request.once('end', () => setImmediate(() => response.end('the application')))
  })
  const served = reach(`http://127.0.0.1:${await portOf(t, app)}/mcp`, server)
  const answer = await sendModern(served, {
    method: 'tools/call',
    params: { name: 'report' },
    meta: { progressToken: 'p' },
  })
  assert.equal(await answer.text(), 'the application')
  assert.deepEqual(log, [])
})
