import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logged } from '../hosts/mount.ts'
import { modernBody, modernVersion } from '../protocol/modern-client.ts'

const text = JSON.stringify(modernBody({ method: 'tools/call', params: { name: 'count' } }))
const headers = {
  'content-type': 'application/json',
  'mcp-protocol-version': modernVersion,
  'mcp-method': 'tools/call',
  'mcp-name': 'count',
}
/** An answer that was left running would keep the server from closing for longer than a test may last. */
const limits = { drainMs: 3_600_000 }

for (const [isTold, framing] of [
  [true, { 'content-length': String(text.length) }],
  [false, {}],
] as const) {
  for (const leaves of [true, false]) {
    const how = `${isTold ? 'whose length is told' : 'in pieces'} that breaks off ${leaves ? 'as its client leaves' : 'by itself'}`
    test(`fetch: a body ${how} runs no tool and leaves nothing behind`, async () => {
      let calls = 0
      const { server, log } = logged(
        defined => defined.tool('count', { description: 'Counts its calls.', run: () => ++calls }),
        { limits },
      )
      const client = new AbortController()
      const body = new ReadableStream<Uint8Array>({
        start: controller => controller.enqueue(new TextEncoder().encode(text.slice(0, 40))),
        pull: controller => {
          if (leaves) client.abort()
          controller.error(new Error('broken off'))
        },
      })
      const request = new Request('http://localhost/mcp', {
        method: 'POST',
        headers: { ...headers, ...framing },
        body,
        signal: client.signal,
        duplex: 'half',
      } as RequestInit)
      const answer = server.fetch(request, { remoteAddr: { hostname: '127.0.0.1' } })
      if (!leaves) assert.equal((await answer).status, 400)
      await server.close()
      assert.equal(calls, 0)
      assert.deepEqual(log, [])
    })
  }
}
