import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Client, InMemoryTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { McpServer as OldServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { McpServer } from '@modelcontextprotocol/server'
import { createServer, z } from '../../src/index.ts'

/** What docs/coming-from-the-sdk.md says of "What behaves differently", seen on all three. */
const secret = 'no answer from notebook-7.internal'
const output = z.object({ n: z.number() })
const fail = () => {
  throw new Error(secret)
}
const structured = () => ({ content: [], structuredContent: { n: 1, extra: 'x' } })

const makers: Readonly<Record<string, (t: TestContext) => Promise<Client>>> = {
  async 'SDK 1.x'(t) {
    const server = new OldServer({ name: 'old', version: '1.0.0' })
    server.registerTool('fails', { description: 'Fails.' }, fail)
    server.registerTool('counts', { description: 'Counts.', outputSchema: output }, structured)
    server.registerTool('bare', {}, structured)
    const [near, far] = InMemoryTransport.createLinkedPair()
    await server.connect(far as Parameters<OldServer['connect']>[0])
    return connected(t, near)
  },
  async 'SDK 2.x'(t) {
    const server = new McpServer({ name: 'new', version: '1.0.0' })
    server.registerTool('fails', { description: 'Fails.' }, fail)
    server.registerTool('counts', { description: 'Counts.', outputSchema: output }, structured)
    server.registerTool('bare', {}, structured)
    const [near, far] = InMemoryTransport.createLinkedPair()
    await server.connect(far)
    return connected(t, near)
  },
  async Lintel(t) {
    const logger = { debug() {}, info() {}, warn() {}, error() {} }
    const server = createServer({ name: 'lintel', version: '1.0.0', logger })
    server.tool('fails', { description: 'Fails.', run: fail })
    server.tool('counts', { description: 'Counts.', output, run: () => ({ n: 1, extra: 'x' }) })
    assert.throws(() => server.tool('bare', { run: structured } as never), /has no description/)
    const { url } = await server.listen({ port: 0 })
    t.after(() => server.close())
    return connected(t, new StreamableHTTPClientTransport(new URL(url)))
  },
}

for (const [name, make] of Object.entries(makers)) {
  const isLintel = name === 'Lintel'
  test(`${name}: what a handler throws ${isLintel ? 'stays with the operator' : 'reaches the agent'}`, async t => {
    const client = await make(t)
    const { content, isError } = await client.callTool({ name: 'fails' })
    assert.equal(isError, true)
    assert.equal(JSON.stringify(content).includes(secret), !isLintel)
  })

  test(`${name}: output goes out as ${isLintel ? 'the schema parsed it, with a text twin' : 'the handler made it'}`, async t => {
    const client = await make(t)
    const { content, structuredContent } = await client.callTool({ name: 'counts' })
    assert.deepEqual(structuredContent, isLintel ? { n: 1 } : { n: 1, extra: 'x' })
    assert.deepEqual(content, isLintel ? [{ type: 'text', text: '{"n":1}' }] : [])
  })

  test(`${name}: an unknown tool is ${name === 'SDK 1.x' ? 'a result with isError' : 'the error -32602'}`, async t => {
    const client = await make(t)
    const call = client.callTool({ name: 'missing' })
    if (name === 'SDK 1.x') assert.equal((await call).isError, true)
    else await assert.rejects(call, { code: -32602 })
  })
}

async function connected(t: TestContext, transport: Parameters<Client['connect']>[0]): Promise<Client> {
  const client = new Client({ name: 'reader', version: '1.0.0' })
  await client.connect(transport)
  t.after(() => client.close())
  return client
}
