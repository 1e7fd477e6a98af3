import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type ClientHttp2Session, connect, createServer } from 'node:http2'
import { type TestContext, test } from 'node:test'
import { modernBody } from '../protocol/modern-client.ts'
import { logged } from './mount.ts'
import { portOf } from './port-of.ts'

/** A session with a mounted server. */
async function session(
  t: TestContext,
  principal?: () => undefined,
): Promise<{ readonly client: ClientHttp2Session; readonly port: number }> {
  const { server } = logged(made => made.tool('one', { description: 'One.', run: () => 1 }))
  const port = await portOf(t, createServer(server.handler(principal ? { principal } : {})))
  const client = connect(`http://127.0.0.1:${port}`)
  t.after(() => client.destroy())
  return { client, port }
}

async function post(
  client: ClientHttp2Session,
  headers: Readonly<Record<string, string>>,
  body = JSON.stringify(modernBody({ method: 'server/discover' })),
) {
  const stream = client.request({
    ':method': 'POST',
    ':path': '/',
    'content-type': 'application/json',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'server/discover',
    ...headers,
  })
  stream.setEncoding('utf8')
  stream.on('error', () => {})
  stream.end(body)
  const [answer] = await once(stream, 'response')
  let text = ''
  for await (const piece of stream) text += piece
  return { status: answer[':status'] as number, headers: answer, text }
}

test('over HTTP/2 the host is read from :authority, and a foreign one is refused', async t => {
  const { client, port } = await session(t)
  assert.equal((await post(client, { ':authority': `localhost:${port}` })).status, 200)
  assert.equal((await post(client, { ':authority': 'evil.example' })).status, 403)
})

test('over HTTP/2 a Host header beside a foreign :authority opens nothing', async t => {
  const { client } = await session(t)
  assert.equal((await post(client, { ':authority': 'evil.example', host: 'localhost' })).status, 403)
})

test('over HTTP/2 a refusal before the body was read ends its stream, not the connection, and names no connection', async t => {
  const { client } = await session(t, () => undefined)
  const refused = await post(client, {}, 'x'.repeat(1_000_000))
  assert.equal(refused.status, 401)
  assert.equal(refused.headers.connection, undefined)
  assert.match(refused.text, /Authentication failed/)
  assert.equal((await post(client, {})).status, 401)
})
