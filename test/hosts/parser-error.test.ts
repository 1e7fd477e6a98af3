import assert from 'node:assert/strict'
import { createServer as createHttpServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import express, { type RequestHandler } from 'express'
import { callModern, modernBody } from '../protocol/modern-client.ts'
import { type Headers, reach, read, type Served } from '../protocol/testbed.ts'
import { logged } from './mount.ts'
import { portOf } from './port-of.ts'

/** The application's own gate, between its parser and the mount: Express skips it after an error. */
const gate: RequestHandler = (request, response, next) =>
  request.headers.authorization === 'Bearer secret' ? next() : void response.status(401).end('the gate')

const text = JSON.stringify(modernBody({ method: 'tools/call', params: { name: 'count' } }))

async function gated(t: TestContext, signedIn: boolean): Promise<Served & { readonly calls: () => number }> {
  let calls = 0
  const { server, log } = logged(defined =>
    defined.tool('count', { description: 'Counts its calls.', run: () => ++calls }),
  )
  const handler = server.handler(signedIn ? { principal: () => ({ id: 'team' }) } : {})
  const app = express().set('env', 'test')
  app.use(express.json({ limit: 1000 }))
  app.use('/mcp', gate, handler, handler.onParserError)
  const served = reach(`http://127.0.0.1:${await portOf(t, createHttpServer(app))}/mcp`, server, log)
  return { ...served, calls: () => calls }
}

const usual = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'count' }

const refusals: readonly (readonly [what: string, body: string, headers: Headers, status: number, words: RegExp])[] = [
  [
    'another charset',
    text,
    { 'content-type': 'application/json; charset=latin1' },
    415,
    /^Unsupported Media Type: .*charset/,
  ],
  ['an unknown coding', text, { 'content-encoding': 'x' }, 415, /^Unsupported Media Type: .*Content-Encoding/],
  ['what is not packed as it says', text, { 'content-encoding': 'gzip' }, 400, /^Parse error/],
  ['a second byte order mark', `\uFEFF\uFEFF${text}`, {}, 400, /^Parse error/],
  ['what is too large', JSON.stringify('x'.repeat(2000)), {}, 413, /^Request body too large: .* at most 1000 bytes$/],
]

for (const [what, body, headers, status, words] of refusals) {
  for (const signedIn of [true, false]) {
    const mounted = signedIn ? 'with principal' : 'without principal'
    test(`${mounted}, a body that the application's parser refuses for ${what} runs no call past the application's gate`, async t => {
      const served = await gated(t, signedIn)
      const answer = await served.post(body, { ...usual, ...headers })
      assert.equal(answer.status, status)
      assert.match((await read(answer)).error?.message ?? '', words)
      assert.equal(served.calls(), 0)
    })
  }
}

test('what a parser refuses is told to pages of known origins only', async t => {
  const served = await gated(t, true)
  const known = await served.post('{', { ...usual, origin: 'http://localhost:5173' })
  assert.deepEqual([known.status, known.headers.get('access-control-allow-origin')], [400, 'http://localhost:5173'])
  const foreign = await served.post('{', { ...usual, origin: 'https://evil.example' })
  assert.deepEqual([foreign.status, foreign.headers.get('access-control-allow-origin')], [403, null])
})

test('what a parser refuses says nothing of who may sign in, and asks nobody', async t => {
  let asked = 0
  const { server } = logged(() => {})
  const handler = server.handler({
    principal: () => void asked++,
    publicUrl: 'https://shop.example/mcp',
    authorizationServers: ['https://login.example'],
  })
  const app = express().set('env', 'test').use(express.json()).use('/mcp', handler, handler.onParserError)
  const served = reach(`http://127.0.0.1:${await portOf(t, createHttpServer(app))}/mcp`, server)
  const answer = await served.post('{', usual)
  assert.deepEqual([answer.status, answer.headers.get('www-authenticate'), asked], [400, null, 0])
  assert.equal((await callModern(served, 'any')).error?.message, 'Authentication failed')
})
