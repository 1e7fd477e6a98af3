import assert from 'node:assert/strict'
import { createServer as createHttpServer, request } from 'node:http'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { type HttpBindings, serve } from '@hono/node-server'
import fastify from 'fastify'
import { Hono } from 'hono'
import { mcp } from '../../src/fastify.ts'
import { createServer, DefinitionError, type Server } from '../../src/index.ts'
import { modernBody, sendModern } from '../protocol/modern-client.ts'
import { reach } from '../protocol/testbed.ts'
import { hosts } from './hosts.ts'
import { logged, mount } from './mount.ts'
import { portOf } from './port-of.ts'

const nothing = () => {}
const discover = { method: 'server/discover' }

for (const host of hosts.filter(({ hasConnections, name }) => hasConnections && !name.includes('http2'))) {
  test(`${host.name}: a request for a foreign host and one from a foreign page are refused`, async t => {
    const served = await mount(t, host, nothing)
    const port = new URL(served.url).port
    // `fetch` names the host by itself.
    const status = (headers: Readonly<Record<string, string>>) =>
      new Promise<number | undefined>((resolve, reject) => {
        if (served.url.startsWith('https'))
          return resolve(sendModern(served, { ...discover, headers }).then(a => a.status))
        const body = JSON.stringify(modernBody(discover))
        const sent = request({
          port,
          host: '127.0.0.1',
          path: '/mcp',
          method: 'POST',
          headers: { ...usual, ...headers },
        })
        sent.on('response', answer => resolve(answer.resume().statusCode)).on('error', reject)
        sent.end(body)
      })
    assert.equal(await status({ host: `evil.example:${port}` }), 403)
    assert.equal(await status({ origin: 'https://evil.example' }), 403)
    assert.equal(await status({ host: `localhost:${port}` }), 200)
  })
}

test('while nobody signs in, a request from another machine is refused, by IPv4 and IPv6', async t => {
  const { server } = logged(nothing)
  const handler = server.handler()
  let from: string | undefined
  const port = await portOf(
    t,
    createHttpServer((incoming, response) => {
      Object.defineProperty(incoming.socket, 'remoteAddress', { value: from, configurable: true })
      handler(incoming, response)
    }),
  )
  const served = reach(`http://127.0.0.1:${port}/mcp`, server)
  const answers: Record<string, number> = {}
  for (from of ['192.0.2.7', '2001:db8::7', '::ffff:192.0.2.7', '127.0.0.2', '::1', '::ffff:127.0.0.1']) {
    answers[from] = (await sendModern(served, discover)).status
  }
  assert.deepEqual(answers, {
    '192.0.2.7': 403,
    '2001:db8::7': 403,
    '::ffff:192.0.2.7': 403,
    '127.0.0.2': 200,
    '::1': 200,
    '::ffff:127.0.0.1': 200,
  })
})

test('while nobody signs in, a host that does not tell where requests come from is refused, and told what to do', async () => {
  const { server } = logged(nothing)
  const served = reach('http://localhost/mcp', server, [], (url, init) => server.fetch(new Request(url, init)))
  const answer = await sendModern(served, discover)
  assert.equal(answer.status, 403)
  assert.match(await answer.text(), /the host does not tell where requests come from.*principal/)
})

test('Hono on Node tells where requests come from, whether or not its bindings are passed on', async t => {
  const { server } = logged(nothing)
  const app = new Hono<{ Bindings: HttpBindings }>()
  let from = '127.0.0.1'
  app.use(async (context, next) => {
    Object.defineProperty(context.env.incoming.socket, 'remoteAddress', { value: from, configurable: true })
    await next()
  })
  app.all('/with', context => server.fetch(context.req.raw, context.env))
  app.all('/without', context => server.fetch(context.req.raw))
  const port = await portOf(t, serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }))
  const statuses: number[] = []
  for (from of ['127.0.0.1', '192.0.2.7']) {
    for (const path of ['/with', '/without']) {
      const answer = await sendModern(reach(`http://127.0.0.1:${port}${path}`, server), discover)
      statuses.push(answer.status)
      await answer.arrayBuffer()
    }
  }
  assert.deepEqual(statuses, [200, 200, 403, 403])
})

test('headers do not say where a request comes from', async () => {
  const { server } = logged(nothing)
  const served = reach('http://localhost/mcp', server, [], (url, init) => server.fetch(new Request(url, init)))
  const headers = { 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1', 'x-real-ip': '127.0.0.1' }
  assert.equal((await sendModern(served, { ...discover, headers })).status, 403)
})

test('a name of another machine is allowed only where somebody signs in', async () => {
  const principal = () => ({ id: 'ann' })
  for (const mount of [
    (server: Server, options: object) => server.handler(options),
    (server: Server, options: object) => server.fetchHandler(options),
  ]) {
    for (const options of [{ publicUrl: 'https://app.example/mcp' }, { allowedHosts: ['app.example'] }]) {
      const { server } = logged(nothing)
      assert.throws(
        () => mount(server, options),
        (error: Error) =>
          error instanceof DefinitionError && /app\.example.*nobody has to sign in.*principal/.test(error.message),
      )
      assert.doesNotThrow(() => mount(server, { ...options, principal }))
    }
    const { server } = logged(nothing)
    assert.doesNotThrow(() => mount(server, { publicUrl: 'http://localhost:3000/mcp', allowedHosts: ['127.0.0.1'] }))
  }
})

const signIn = { principal: () => ({ id: 'ann' }), publicUrl: 'https://app.example/mcp' }

const refused: readonly (readonly [options: object, words: RegExp])[] = [
  [{ principle: () => undefined }, /there is no "principle"\. Did you mean "principal"\?/],
  [{ allowedHost: [] }, /there is no "allowedHost"\. Did you mean "allowedHosts"\?/],
  [{ principal: { id: 'ann' } }, /principal is a function/],
  [{ path: 'mcp' }, /must begin with a slash/],
  [{ path: '/mcp/' }, /must begin with a slash, end without one/],
  [{ publicUrl: 'app.example/mcp' }, /is no URL/],
  [{ publicUrl: 'localhost:3000/mcp' }, /is no URL/],
  [{ publicUrl: 7 }, /publicUrl 7 is no URL/],
  [{ publicUrl: 'http://localhost/mcp?key=1' }, /without query and fragment/],
  [{ allowedHosts: 'localhost' }, /allowedHosts is a list: \["app\.example"\]/],
  [{ allowedHosts: ['localhost:3000'] }, /allowedHosts: "localhost:3000" is no host name.*"app\.example"/],
  [{ allowedHosts: ['http://localhost'] }, /allowedHosts: "http:\/\/localhost" is no host name/],
  [{ allowedHosts: ['*'] }, /allowedHosts: "\*" has a pattern.*Name each host/],
  [{ allowedHosts: [7] }, /allowedHosts: 7 is no host name/],
  [{ allowedOrigins: 'https://app.example' }, /allowedOrigins is a list/],
  [{ allowedOrigins: ['https://app.example/page'] }, /is no origin.*"https:\/\/app\.example"/],
  [{ allowedOrigins: ['app.example'] }, /is no origin/],
  [{ allowedOrigins: ['*'] }, /allowedOrigins: "\*" has a pattern.*Name each origin/],
  [{ ...signIn, authorizationServers: 'https://idp.example' }, /authorizationServers is a list/],
  [{ ...signIn, authorizationServers: ['idp.example'] }, /"idp\.example" is no http or https URL/],
  [{ ...signIn, authorizationServers: [] }, /authorizationServers names none/],
  [{ authorizationServers: ['https://idp.example'] }, /authorizationServers needs principal and publicUrl/],
]

for (const [options, words] of refused) {
  test(`a mount with ${JSON.stringify(options)} is refused, in words that help`, async () => {
    const server = () => createServer({ name: 'mounted', version: '1.0.0' })
    const isSaid = (error: Error) => error instanceof DefinitionError && words.test(error.message)
    assert.throws(() => server().handler(options), isSaid)
    assert.throws(() => server().fetchHandler(options), isSaid)
    await assert.rejects(async () => await fastify().register(mcp, { server: server(), ...options }), isSaid)
  })
}

const notOptions: readonly (readonly [options: unknown, words: RegExp])[] = [
  ['/mcp', /takes its options by name: \{ path: "\/mcp" \}/],
  [() => ({ id: 'ann' }), /takes its options by name: \{ principal: request => /],
  [null, /takes its options by name/],
  [[], /takes its options by name/],
  [new Request('http://localhost/mcp'), /was called with a request/],
  [{ path: '/mcp/*' }, /path "\/mcp\/\*" must be the path itself/],
  [{ path: '/:tenant/mcp' }, /path "\/:tenant\/mcp" must be the path itself/],
]

for (const [options, words] of notOptions) {
  test(`a handler made with ${inspect(options, { depth: 0 })} is refused, in words that help`, () => {
    const server = () => createServer({ name: 'mounted', version: '1.0.0' })
    const isSaid = (error: Error) => error instanceof DefinitionError && words.test(error.message)
    assert.throws(() => server().handler(options as never), isSaid)
    assert.throws(() => server().fetchHandler(options as never), isSaid)
  })
}

const wrongListening: readonly (readonly [options: object, words: RegExp])[] = [
  [{ principal: () => undefined }, /"principal" belongs elsewhere.*handler or fetchHandler/],
  [{ path: '/mcp/*' }, /must be the path itself/],
  [{ publicUrl: 'app.example' }, /is no URL/],
  [{ allowedHosts: ['app.example:443'] }, /is no host name/],
  [{ allowedOrigins: ['*'] }, /has a pattern/],
]

for (const [options, words] of wrongListening) {
  test(`listen(${inspect(options)}) is refused, in words that help`, async () => {
    const { server } = logged(nothing)
    const isSaid = (error: Error) => error instanceof DefinitionError && words.test(error.message)
    await assert.rejects(server.listen({ port: 0, ...options }), isSaid)
  })
}

test('an origin may be written with a slash or its usual port, an IPv6 host with or without brackets', async t => {
  const { server } = logged(nothing)
  t.after(() => server.close())
  const { url } = await server.listen({
    port: 0,
    allowedHosts: ['fd00::1', '[fd00::2]'],
    allowedOrigins: ['https://a.example/', 'https://B.example:443'],
  })
  const status = (headers: Readonly<Record<string, string>>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const sent = request(url, { method: 'OPTIONS', headers })
      sent.on('response', answer => resolve(answer.resume().statusCode)).on('error', reject)
      sent.end()
    })
  for (const origin of ['https://a.example', 'https://b.example']) assert.equal(await status({ origin }), 204, origin)
  for (const host of ['[fd00::1]', '[fd00::2]:80']) assert.equal(await status({ host }), 204, host)
  assert.equal(await status({ host: '[fd00::3]' }), 403)
})

const usual = {
  'content-type': 'application/json',
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'server/discover',
}

for (const host of hosts.filter(({ hasConnections }) => hasConnections)) {
  test(`${host.name}: where nobody signs in, what a proxy on this machine passes on for another one is refused`, async t => {
    const served = await mount(t, host, nothing)
    const status = async (headers: Readonly<Record<string, string>>) =>
      (await sendModern(served, { ...discover, headers })).status
    const isMounted = host.name !== 'listen'
    const refused = isMounted ? 403 : 200
    assert.equal(await status({ 'x-forwarded-for': '203.0.113.9' }), refused)
    assert.equal(await status({ 'x-forwarded-for': '127.0.0.1, 203.0.113.9' }), refused)
    assert.equal(await status({ forwarded: 'for=203.0.113.9;proto=https' }), refused)
    assert.equal(await status({ forwarded: 'for=127.0.0.1, for=203.0.113.9' }), refused)
    for (const name of ['x-real-ip', 'cf-connecting-ip', 'true-client-ip', 'x-client-ip', 'fly-client-ip'])
      assert.equal(await status({ [name]: '203.0.113.9' }), refused, name)
    assert.equal(await status({ 'x-forwarded-host': 'app.example' }), refused)
    assert.equal(await status({ via: '1.1 proxy' }), refused)
    assert.equal(await status({ forwarded: 'nonsense' }), refused)
    assert.equal(await status({ 'x-forwarded-for': '::1' }), 200)
    assert.equal(await status({ forwarded: 'for="[::1]:4711"' }), 200)
  })
}
