import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import { createServer } from '../../src/index.ts'
import { bothTypes, keepLog, read, serve } from './testbed.ts'

const page = 'https://app.example'
const ping = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })

async function serveTo(options: {
  readonly publicUrl?: string
  readonly allowedHosts?: string[]
  readonly allowedOrigins?: string[]
}) {
  const server = createServer({ name: 'testbed', version: '1.0.0', sessions: false, logger: keepLog([]) })
  const { port } = await server.listen({ port: 0, ...options })
  return { server, port }
}

/** fetch sets Host itself, so this goes by node:http. */
function statusFor(port: number, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        port,
        host: '127.0.0.1',
        path: '/mcp',
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: bothTypes, ...headers },
      },
      answer => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      },
    )
    sent.on('error', reject)
    sent.end(ping)
  })
}

test('only the hosts that are meant may be named by a request', async t => {
  const { server, port } = await serveTo({ publicUrl: 'https://mcp.example/mcp', allowedHosts: ['inner.example'] })
  t.after(() => server.close())
  for (const [host, status] of [
    [`127.0.0.1:${port}`, 200],
    ['localhost', 200],
    ['LOCALHOST:9', 200],
    ['[::1]:9', 200],
    ['mcp.example', 200],
    ['inner.example:443', 200],
    ['evil.example', 403],
    [`evil.example:${port}`, 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost.evil.example', 403],
  ] as const)
    assert.equal(await statusFor(port, { host }), status, host)
})

test('only the origins that are meant may call', async t => {
  const { server, port } = await serveTo({ allowedOrigins: [page] })
  t.after(() => server.close())
  for (const [origin, status] of [
    [page, 200],
    ['HTTPS://APP.EXAMPLE', 200],
    ['http://localhost:3000', 200],
    ['http://app.example', 403],
    [`${page}.evil.example`, 403],
    ['https://evil.example', 403],
    ['file://localhost', 403],
    ['null', 403],
  ] as const)
    assert.equal(await statusFor(port, { origin }), status, origin)
})

test('a preflight of an allowed origin allows every header of the protocol, those of tool arguments included', async t => {
  const { server, port } = await serveTo({ allowedOrigins: [page] })
  t.after(() => server.close())
  const answer = await fetch(`http://127.0.0.1:${port}/mcp`, {
    method: 'OPTIONS',
    headers: {
      origin: page,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type, mcp-param-region, x-other',
    },
  })
  assert.equal(answer.status, 204)
  assert.equal(answer.headers.get('access-control-allow-origin'), page)
  assert.match(answer.headers.get('vary') ?? '', /Origin/)
  const methods = answer.headers.get('access-control-allow-methods') ?? ''
  for (const method of ['POST', 'GET', 'DELETE']) assert.ok(methods.includes(method), method)
  const allowed = (answer.headers.get('access-control-allow-headers') ?? '').toLowerCase().split(', ')
  for (const header of [
    'content-type',
    'accept',
    'authorization',
    'last-event-id',
    'mcp-session-id',
    'mcp-protocol-version',
    'mcp-method',
    'mcp-name',
    'mcp-param-region',
  ])
    assert.ok(allowed.includes(header), header)
  assert.ok(!allowed.includes('x-other'))
})

test('a preflight of another origin is refused', async t => {
  const { server, port } = await serveTo({ allowedOrigins: [page] })
  t.after(() => server.close())
  const answer = await fetch(`http://127.0.0.1:${port}/mcp`, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example' },
  })
  assert.equal(answer.status, 403)
  assert.equal(answer.headers.get('access-control-allow-origin'), null)
})

test('a page of an allowed origin may read answers and refusals, and the headers it needs', async t => {
  const { server, port } = await serveTo({ allowedOrigins: [page] })
  t.after(() => server.close())
  for (const [contentType, status] of [
    ['application/json', 200],
    ['text/plain', 415],
  ] as const) {
    const answer = await fetch(`http://127.0.0.1:${port}/mcp`, {
      method: 'POST',
      headers: { origin: page, 'content-type': contentType, accept: bothTypes },
      body: ping,
    })
    assert.equal(answer.status, status)
    assert.equal(answer.headers.get('access-control-allow-origin'), page)
    assert.match(answer.headers.get('access-control-expose-headers') ?? '', /Mcp-Session-Id/)
    await answer.arrayBuffer()
  }
})

test('what is not the endpoint is told where it is', async t => {
  const served = await serve(t)
  const at = (path: string) => fetch(new URL(path, served.url))
  assert.equal((await at('/healthz')).status, 200)
  assert.equal((await at('/readyz')).status, 200)
  const elsewhere = await at('/other')
  assert.equal(elsewhere.status, 404)
  assert.match((await read(elsewhere)).error?.message ?? '', /\/mcp/)
})

test('one connection carries request after request, whatever is answered', async t => {
  const served = await serve(t, () => {}, { sessions: false })
  const socket = connect(Number(new URL(served.url).port), '127.0.0.1')
  t.after(() => socket.destroy())
  await once(socket, 'connect')
  let closed = false
  let received = ''
  socket.setEncoding('latin1').on('data', text => {
    received += text
  })
  socket.on('close', () => {
    closed = true
  })
  const heads = [
    'GET /healthz HTTP/1.1',
    'GET /mcp HTTP/1.1',
    'DELETE /mcp HTTP/1.1',
    'OPTIONS /mcp HTTP/1.1',
    'GET /other HTTP/1.1',
    'PATCH /mcp HTTP/1.1',
  ]
  for (const [index, head] of heads.entries()) {
    const answers = () => received.split('HTTP/1.1 ').length - 1
    socket.write(`${head}\r\nHost: localhost\r\n\r\n`)
    while (answers() <= index && !closed) await Promise.race([once(socket, 'data'), once(socket, 'close')])
    assert.equal(closed, false, head)
  }
  assert.doesNotMatch(received, /connection: close/i)
})

test('a connection whose body is refused unread says that it closes', async t => {
  const served = await serve(t)
  const answer = await served.post('x'.repeat(8 * 1024 * 1024))
  assert.equal(answer.status, 413)
  assert.equal(answer.headers.get('connection'), 'close')
  await answer.arrayBuffer()
})
