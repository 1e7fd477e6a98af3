import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type Server, z } from '../../src/index.ts'
import { hosts } from '../hosts/hosts.ts'
import { logged, mount } from '../hosts/mount.ts'
import { modernBody, modernVersion } from '../protocol/modern-client.ts'
import type { Served } from '../protocol/testbed.ts'

const limit = 2000

for (const host of hosts) {
  test(`${host.name}: a body at the limit of bytes is read and one byte more refused, whether its length is told or not`, async t => {
    const served = await mount(t, host, define, { limits: { body: limit } })
    // A client of HTTP/2 may leave the length out of any request.
    const ways = host.name.includes('https') || host.name.includes('http2') ? [told] : [told, untold]
    for (const way of ways) {
      assert.equal(await way(served, sized(limit)), 200, way.name)
      assert.equal(await way(served, sized(limit + 1)), 413, way.name)
    }
  })
}

test('a packed body that express.json() unpacks is measured unpacked, to the byte', async t => {
  const host = hosts.find(({ name }) => name.includes('express.json()'))!
  const served = await mount(t, host, define, { limits: { body: limit } })
  assert.equal(await told(served, gzipSync(sized(limit)), { 'content-encoding': 'gzip' }), 200)
  assert.equal(await told(served, gzipSync(sized(limit + 1)), { 'content-encoding': 'gzip' }), 413)
})

test('a fetch request that is too large is refused, whatever length it tells', async () => {
  const { server } = logged(define, { limits: { body: limit } })
  const handler = server.fetchHandler({ principal: () => ({ id: 'ann' }) })
  for (const length of ['5', '0', '-1', '1e3', 'x', '', String(limit)]) {
    const body = sized(limit + 1, '')
    const headers = { ...usual, 'content-length': length }
    const answer = await handler(new Request('http://localhost/mcp', { method: 'POST', headers, body }))
    assert.equal(answer.status, 413, `content-length: ${length}`)
  }
})

function define(server: Server): void {
  server.tool('length', {
    description: 'Length of a text.',
    input: z.object({ text: z.string() }),
    run: ({ text }) => text.length,
  })
}

const usual = {
  'content-type': 'application/json',
  'mcp-protocol-version': modernVersion,
  'mcp-method': 'tools/call',
  'mcp-name': 'length',
}

/** A call of so many bytes, fewer characters, and still fewer code points. */
function sized(bytes: number, wide = 'é'.repeat(100) + '🙂'.repeat(50)): Uint8Array<ArrayBuffer> {
  const make = (text: string) =>
    new TextEncoder().encode(
      JSON.stringify(modernBody({ method: 'tools/call', params: { name: 'length', arguments: { text } } })),
    )
  return make(wide + 'x'.repeat(bytes - make(wide).length))
}

async function told(served: Served, body: Uint8Array<ArrayBuffer>, more: Record<string, string> = {}): Promise<number> {
  return statusOf(served, { body, headers: { ...usual, ...more, 'content-length': String(body.length) } })
}

async function untold(served: Served, body: Uint8Array<ArrayBuffer>): Promise<number> {
  return statusOf(served, { body: new Blob([body]).stream(), headers: usual, duplex: 'half' } as RequestInit)
}

async function statusOf(served: Served, init: RequestInit): Promise<number> {
  const answer = await served.send(served.url, { method: 'POST', ...init })
  await answer.arrayBuffer()
  return answer.status
}
