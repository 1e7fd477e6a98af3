import assert from 'node:assert/strict'
import { createServer as createHttpServer } from 'node:http'
import { test } from 'node:test'
import connect from 'connect'
import express, { Router } from 'express'
import fastify from 'fastify'
import { mcp } from '../../src/fastify.ts'
import type { NodeHandler, Server } from '../../src/index.ts'
import { sendModern } from '../protocol/modern-client.ts'
import { reach } from '../protocol/testbed.ts'
import { logged } from './mount.ts'
import { portOf } from './port-of.ts'

const nothing = () => {}
const principal = () => ({ id: 'ann' })
const signIn = { principal: () => undefined, authorizationServers: ['https://idp.example'] }

/** The status of a call, for each path. */
async function statuses(server: Server, port: number, paths: readonly string[]): Promise<readonly number[]> {
  const status = async (path: string) => {
    const served = reach(`http://127.0.0.1:${port}${path}`, server)
    const answer = await sendModern(served, { method: 'server/discover' })
    await answer.arrayBuffer()
    return answer.status
  }
  return Promise.all(paths.map(status))
}

test('Express: below a prefix and within a router, with a slash at the end and a query', async t => {
  const { server } = logged(nothing)
  const app = express()
  const router = Router()
  router.use('/tools', server.handler())
  app.use('/api', router)
  app.use('/below', server.handler({ path: '/mcp' }))
  const port = await portOf(t, createHttpServer(app))
  const served = ['/api/tools', '/api/tools/', '/api/tools?x=1', '/api/tools/?x=1', '/below/mcp', '/below/mcp/?x=1']
  assert.deepEqual(
    await statuses(server, port, served),
    served.map(() => 200),
  )
  const elsewhere = ['/api', '/below', '/below/mcpx', '/below/mcp/more', '/mcp']
  assert.deepEqual(
    await statuses(server, port, elsewhere),
    elsewhere.map(() => 404),
  )
})

test('paths beside the one that a mount names are left to the application', async t => {
  const { server } = logged(nothing)
  for (const app of [express(), connect()]) {
    app.use(server.handler({ path: '/mcp' }))
    app.use((_request: unknown, response: { end(text: string): unknown }) => void response.end('the application'))
    const port = await portOf(t, createHttpServer(app))
    for (const path of ['/', '/other', '/healthz', '/sse', '/.well-known/oauth-protected-resource']) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`)
      assert.equal(await answer.text(), 'the application', path)
    }
    assert.deepEqual(await statuses(server, port, ['/mcp', '/mcp?x=1']), [200, 200])
  }
})

test('without a next, paths beside the one that a mount names are 404 and name it', async t => {
  const { server } = logged(nothing)
  const port = await portOf(t, createHttpServer(server.handler({ path: '/mcp' })))
  const answer = await fetch(`http://127.0.0.1:${port}/other`)
  assert.equal(answer.status, 404)
  assert.match(await answer.text(), /the MCP endpoint is \/mcp/)
})

const metadata = /"authorization_servers":\["https:\/\/idp\.example"\]/

/** Follows the challenge of a refused call, on this port, to the document. */
async function follow(server: Server, port: number, path: string): Promise<string> {
  const refused = await sendModern(reach(`http://127.0.0.1:${port}${path}`, server), { method: 'server/discover' })
  assert.equal(refused.status, 401)
  const [, named] = /^Bearer resource_metadata="([^"]+)"$/.exec(refused.headers.get('www-authenticate') ?? '') ?? []
  const { pathname } = new URL(named!)
  const document = await fetch(`http://127.0.0.1:${port}${pathname}`)
  assert.equal(document.status, 200)
  return document.text()
}

const mounts: readonly (readonly [how: string, mount: (server: Server) => (app: express.Express) => unknown])[] = [
  [
    'at a prefix',
    server => app => app.use('/api/mcp', server.handler({ ...signIn, publicUrl: 'https://app.example/api/mcp' })),
  ],
  [
    'at a prefix, with a path',
    server => app =>
      app.use('/api', server.handler({ ...signIn, path: '/mcp', publicUrl: 'https://app.example/api/mcp' })),
  ],
  [
    'at the root, with a path',
    server => app => app.use(server.handler({ ...signIn, path: '/api/mcp', publicUrl: 'https://app.example/api/mcp' })),
  ],
]

for (const [how, mount] of mounts) {
  test(`mounted ${how}, the challenge of a 401 leads to the metadata document`, async t => {
    const { server } = logged(nothing)
    const app = express()
    mount(server)(app)
    const port = await portOf(t, createHttpServer(app))
    const document = await follow(server, port, '/api/mcp')
    assert.match(document, metadata)
    assert.match(document, /"resource":"https:\/\/app\.example\/api\/mcp"/)
  })
}

test('the metadata document answers at the root too, where the application routes that to the mount', async t => {
  const { server } = logged(nothing)
  const app = express()
  const handler = server.handler({ ...signIn, publicUrl: 'https://app.example/api/mcp' })
  app.use(
    ['/api/mcp', '/.well-known/oauth-protected-resource/api/mcp', '/.well-known/oauth-protected-resource'],
    handler,
  )
  const port = await portOf(t, createHttpServer(app))
  for (const path of ['/.well-known/oauth-protected-resource/api/mcp', '/.well-known/oauth-protected-resource']) {
    const document = await fetch(`http://127.0.0.1:${port}${path}`)
    assert.match(await document.text(), metadata, path)
  }
})

test('a page of an allowed origin may read the metadata document', async t => {
  const { server } = logged(nothing)
  const options = { ...signIn, publicUrl: 'https://app.example/mcp', allowedOrigins: ['https://page.example'] }
  const port = await portOf(t, createHttpServer(server.handler(options)))
  const url = `http://127.0.0.1:${port}/mcp/.well-known/oauth-protected-resource`
  const headers = { origin: 'https://page.example' }
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: { ...headers, 'access-control-request-headers': 'mcp-protocol-version' },
  })
  assert.equal(preflight.status, 204)
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /mcp-protocol-version/i)
  const document = await fetch(url, { headers })
  assert.equal(document.headers.get('access-control-allow-origin'), 'https://page.example')
  assert.match(await document.text(), metadata)
})

test('of two servers in one application, each answers its own metadata document', async t => {
  const app = express()
  for (const name of ['one', 'two']) {
    const { server } = logged(nothing)
    app.use(server.handler({ ...signIn, path: `/${name}`, publicUrl: `https://app.example/${name}` }))
  }
  const port = await portOf(t, createHttpServer(app))
  for (const name of ['one', 'two']) {
    for (const path of [
      `/${name}/.well-known/oauth-protected-resource`,
      `/.well-known/oauth-protected-resource/${name}`,
    ]) {
      const document = await fetch(`http://127.0.0.1:${port}${path}`)
      assert.match(await document.text(), new RegExp(`"resource":"https://app\\.example/${name}"`), path)
    }
  }
})

test('Fastify: below the prefix of a register, the metadata document included', async t => {
  const { server } = logged(nothing)
  const app = fastify()
  app.register(mcp, { server, prefix: '/api', ...signIn, publicUrl: 'https://app.example/api/mcp' })
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  t.after(() => app.close())
  assert.match(await follow(server, Number(new URL(origin).port), '/api/mcp'), metadata)
})

test('the HTTP+SSE transport is reached beside the path, and names its messages below the prefix', async t => {
  const { server } = logged(nothing, { sse: true })
  const app = express()
  app.use('/api', server.handler({ path: '/mcp' }))
  const port = await portOf(t, createHttpServer(app))
  const answer = await fetch(`http://127.0.0.1:${port}/api/sse`, { headers: { accept: 'text/event-stream' } })
  const reader = answer
    .body!.pipeThrough(new TextDecoderStream() as never)
    .getReader() as ReadableStreamDefaultReader<string>
  const { value } = await reader.read()
  assert.match(value ?? '', /^event: endpoint\ndata: \/api\/messages\?sessionId=/)
  await reader.cancel()
})

const arrivals: readonly (readonly [publicUrl: string, mountedAt: string, arrived: string | undefined])[] = [
  ['https://app.example/mcp', '/api/mcp', '/api/mcp'],
  ['https://app.example/api/mcp', '/api/mcp', undefined],
  ['https://app.example/api/mcp/', '/api/mcp', undefined],
]

for (const [publicUrl, mountedAt, arrived] of arrivals) {
  test(`${publicUrl} that arrives at ${mountedAt} ${arrived === undefined ? 'is as it should be' : 'is served, and told to the operator once'}`, async t => {
    const { server, log } = logged(nothing)
    const app = express()
    const handler: NodeHandler = server.handler({ principal, publicUrl })
    app.use(mountedAt, handler)
    const port = await portOf(t, createHttpServer(app))
    assert.deepEqual(await statuses(server, port, [mountedAt, mountedAt]), [200, 200])
    const told = log.filter(({ event }) => event === 'mount.path_differs')
    assert.deepEqual(
      told.map(({ level, fields }) => [level, fields['publicUrl'], fields['arrived']]),
      arrived === undefined ? [] : [['warn', publicUrl, arrived]],
    )
  })
}

test('a request that is refused says nothing of the path that is served', async t => {
  const { server, log } = logged(nothing)
  const app = express()
  app.use('/mcp', server.handler({ ...signIn, publicUrl: 'https://app.example/mcp' }))
  const port = await portOf(t, createHttpServer(app))
  assert.deepEqual(await statuses(server, port, ['/mcp/probe']), [401])
  assert.deepEqual(log, [])
})
