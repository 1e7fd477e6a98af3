import assert from 'node:assert/strict'
import { createServer as createHttpServer, type RequestListener, request } from 'node:http'
import { test } from 'node:test'
import connect from 'connect'
import express from 'express'
import type { NodeHandler } from '../../src/index.ts'
import type { LogEntry } from '../protocol/testbed.ts'
import { logged } from './mount.ts'
import { portOf } from './port-of.ts'

const nothing = () => {}

/** The status of a GET. `fetch` names the host by itself. */
function statusOf(port: number, path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, headers })
    sent.on('response', answer => resolve(answer.resume().statusCode ?? 0)).on('error', reject)
    sent.end()
  })
}

function entries(log: readonly LogEntry[], event: string): readonly LogEntry[] {
  return log.filter(entry => entry.event === event)
}

const middleware: Readonly<Record<string, (path: string, handler: NodeHandler) => RequestListener>> = {
  Express: (path, handler) => express().use(path, handler),
  Connect: (path, handler) => connect().use(path, handler),
}

for (const [name, mountAt] of Object.entries(middleware)) {
  test(`${name}: a path that the mount says a second time is told to the operator, once, with what to change`, async t => {
    const { server, log } = logged(nothing)
    const port = await portOf(t, createHttpServer(mountAt('/api/mcp', server.handler({ path: '/mcp' }))))
    for (const path of ['/other', '/api/mcp/more']) assert.equal(await statusOf(port, path), 404)
    assert.equal(log.length, 0)
    for (const path of ['/api/mcp', '/api/mcp/?x=1']) assert.equal(await statusOf(port, path), 404)
    assert.deepEqual(
      log.map(({ level, event, fields }) => [level, event, fields['mountedAt'], fields['served']]),
      [['warn', 'mount.path_doubled', '/api/mcp', '/api/mcp/mcp']],
    )
    assert.match(String(log[0]?.fields['advice']), /Leave path out/)
  })
}

test('a request for a mount whose path is another is left to the application, and nothing is told', async t => {
  const { server, log } = logged(nothing)
  const app = express().use('/api', server.handler({ path: '/mcp' }))
  const port = await portOf(t, createHttpServer(app))
  assert.equal(await statusOf(port, '/api'), 404)
  assert.equal(log.length, 0)
})

test('the first refusal of each kind is told to the operator, with what arrived and the option to change', async t => {
  const { server, log } = logged(nothing)
  const port = await portOf(t, createHttpServer(server.handler()))
  const refused: readonly Readonly<Record<string, string>>[] = [
    { host: 'app.example' },
    { host: 'other.example' },
    { origin: 'https://page.example' },
    { origin: 'https://page.example' },
    { 'x-forwarded-for': '203.0.113.9' },
    { 'x-forwarded-for': '203.0.113.10' },
  ]
  for (const headers of refused) assert.equal(await statusOf(port, '/mcp', headers), 403)
  const told = entries(log, 'http.refused')
  assert.deepEqual(
    told.map(({ level, fields: { code, host, origin, peer, forwardedFor } }) => ({
      level,
      code,
      host: host === `127.0.0.1:${port}` ? 'own' : host,
      origin,
      peer,
      forwardedFor,
    })),
    [
      { code: 'HOST_FORBIDDEN', host: 'app.example', origin: undefined, forwardedFor: undefined },
      { code: 'ORIGIN_FORBIDDEN', host: 'own', origin: 'https://page.example', forwardedFor: undefined },
      { code: 'SIGN_IN_MISSING', host: 'own', origin: undefined, forwardedFor: '203.0.113.9' },
    ].map(facts => ({ level: 'warn', peer: '127.0.0.1', ...facts })),
  )
  assert.deepEqual(
    told.map(
      ({ fields }) => /publicUrl or allowedHosts|allowedOrigins|`principal`/.exec(String(fields['advice']))?.[0],
    ),
    ['publicUrl or allowedHosts', 'allowedOrigins', '`principal`'],
  )
})

test('what arrived is told on one line, and not at any length', async t => {
  const { server, log } = logged(nothing)
  const port = await portOf(t, createHttpServer(server.handler()))
  assert.equal(await statusOf(port, '/mcp', { host: `a\u009b31m${'b'.repeat(1000)}` }), 403)
  const host = String(entries(log, 'http.refused')[0]?.fields['host'])
  assert.match(host, /^a\\u009b31mb{190,200}…$/)
})

test('the words of a 403 name the option that decides', async t => {
  const { server } = logged(nothing)
  const port = await portOf(t, createHttpServer(server.handler()))
  const words = async (headers: Readonly<Record<string, string>>) => {
    const answer = await fetch(`http://127.0.0.1:${port}/mcp`, { headers })
    return ((await answer.json()) as { readonly error: { readonly message: string } }).error.message
  }
  assert.equal(await words({ origin: 'https://page.example' }), 'Origin not allowed: name it in allowedOrigins')
  assert.match(await words({ 'x-forwarded-for': '203.0.113.9' }), /give the mount a principal/)
})

test('a mount beside its publicUrl is told with the first request, also where nobody signed in', async t => {
  const { server, log } = logged(nothing)
  const app = express()
  const options = { principal: () => undefined, authorizationServers: ['https://idp.example'] }
  app.use('/api/mcp', server.handler({ ...options, publicUrl: 'https://app.example/mcp' }))
  const port = await portOf(t, createHttpServer(app))
  for (let count = 0; count < 2; count++) assert.equal(await statusOf(port, '/api/mcp'), 401)
  assert.deepEqual(
    log.map(({ event, fields }) => [event, fields['publicUrl'], fields['arrived']]),
    [['mount.path_differs', 'https://app.example/mcp', '/api/mcp']],
  )
})
