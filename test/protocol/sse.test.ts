import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { createServer, z } from '../../src/index.ts'

const open = async (sse: boolean) => {
  const server = createServer({ name: 'old', version: '1.0.0', sse })
  server.tool('greet', {
    description: 'Greets a person by the name that the client asks for.',
    run: async (_, call) => {
      const answer = await call.elicit({ message: 'Name?', schema: z.object({ name: z.string() }) })
      return `Hello, ${answer.content?.name}`
    },
  })
  const listening = await server.listen({ port: 0 })
  return { server, origin: `http://127.0.0.1:${listening.port}`, close: () => server.close() }
}

test('HTTP+SSE is not there unless it is asked for', async t => {
  const { origin, close } = await open(false)
  t.after(close)
  assert.equal((await fetch(`${origin}/sse`)).status, 404)
  assert.equal((await fetch(`${origin}/messages?sessionId=x`, { method: 'POST', body: '{}' })).status, 404)
})

test('a client of HTTP+SSE lists, calls, is asked, and hears of changes', async t => {
  const { server, origin, close } = await open(true)
  t.after(close)
  const client = new Client({ name: 'old-client', version: '1.0.0' }, { capabilities: { elicitation: {} } })
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: { name: 'Ada' } }))
  const changed = new Promise<void>(resolve => {
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve())
  })
  await client.connect(new SSEClientTransport(new URL(`${origin}/sse`)))
  t.after(() => client.close())

  assert.deepEqual(
    (await client.listTools()).tools.map(tool => tool.name),
    ['greet'],
  )
  const result = await client.callTool({ name: 'greet' })
  assert.deepEqual(result.content, [{ type: 'text', text: 'Hello, Ada' }])
  server.notify.toolsChanged()
  await changed
})

test('a message for a stream that is not there is refused, and so is one that is no message', async t => {
  const { origin, close } = await open(true)
  t.after(close)
  const stream = await fetch(`${origin}/sse`)
  const reader = stream.body!.getReader()
  const first = new TextDecoder().decode((await reader.read()).value)
  const address = /data: (.*)/.exec(first)?.[1]
  const post = (to: string, body: string) => fetch(`${origin}${to}`, { method: 'POST', body })
  assert.equal((await post('/messages?sessionId=other', '{}')).status, 404)
  assert.equal((await post(address!, '{')).status, 400)
  assert.equal((await post(address!, '{"jsonrpc":"2.0"}')).status, 400)
  assert.equal((await post(address!, '{"jsonrpc":"2.0","id":1,"method":"ping"}')).status, 202)
  assert.match(new TextDecoder().decode((await reader.read()).value), /"id":1,"result":\{\}/)
  await reader.cancel()
})

test('what is posted is done for who signed that request, whoever opened the stream', async () => {
  const server = createServer({ name: 'old', version: '1.0.0', sse: true })
  server.tool('scopes', {
    description: 'Says what is allowed.',
    run: (_args, { principal }) => principal.scopes.join(),
  })
  const handler = server.fetchHandler({
    principal: ({ headers }) => ({ id: 'ann', scopes: [headers.get('authorization') ?? ''] }),
  })
  const ask = (path: string, authorization: string, message?: object) =>
    handler(
      new Request(`http://localhost${path}`, {
        headers: { authorization, 'content-type': 'application/json' },
        ...(message && { method: 'POST', body: JSON.stringify(message) }),
      }),
    )
  const reader = (await ask('/sse', 'admin')).body!.getReader()
  const next = async () => new TextDecoder().decode((await reader.read()).value)
  const address = /data: (.*)/.exec(await next())![1]!
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'scopes' } }
  for (const scope of ['read', 'admin']) {
    assert.equal((await ask(address, scope, call)).status, 202)
    assert.match(await next(), new RegExp(`"text":"${scope}"`))
  }
  await server.close()
})
