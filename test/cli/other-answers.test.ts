import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { run } from './lintel-process.ts'

interface Answer {
  readonly status: number
  readonly type?: string
  readonly location?: string
  readonly body?: string
}

const json = 'application/json; charset=utf-8'

/** What answers where an MCP server was looked for, and what the command says of it. */
const answers: Readonly<Record<string, readonly [Answer, RegExp]>> = {
  'an application’s own 401': [
    { status: 401, type: json, body: '{"error":"Sign in first"}' },
    /^The server answered 401: Sign in first\nPass --token .* --header/,
  ],
  'a 401 in plain text': [
    { status: 401, type: 'text/plain', body: 'Unauthorized' },
    /answered 401: Unauthorized\nPass/,
  ],
  'a 401 without a body': [{ status: 401 }, /answered 401: Unauthorized\nPass/],
  'the error of an OAuth resource server': [
    { status: 403, type: json, body: '{"error":"insufficient_scope","error_description":"Needs orders:read"}' },
    /^The server answered 403: Needs orders:read\n$/,
  ],
  'Fastify’s own 404': [
    { status: 404, type: json, body: '{"message":"Route POST:/mcp not found","error":"Not Found","statusCode":404}' },
    /^The server answered 404: Route POST:\/mcp not found\nIs the path right\?/,
  ],
  'Fastify’s own 503': [
    { status: 503, type: json, body: '{"error":"Service Unavailable","code":"FST_ERR_CLOSING","message":"Closing"}' },
    /^The server answered 503: Closing\n$/,
  ],
  'a page that says 502': [{ status: 502, type: 'text/html', body: '<h1>No</h1>' }, /answered 502: Bad Gateway\n$/],
  'words with control characters': [
    { status: 500, type: json, body: '{"message":"\\u001b[2Jgone\\n\\tfar"}' },
    /^The server answered 500: \[2Jgone far\n$/,
  ],
  'an error of JSON-RPC’s name that is none': [
    { status: 400, type: json, body: '{"error":{"message":"Never"}}' },
    /^The server answered 400: Never\n$/,
  ],
  'an empty object': [{ status: 200, type: json, body: '{}' }, /is not an MCP server: it sent .* than JSON-RPC/],
  'an answer of something else': [
    { status: 200, type: json, body: '{"error":"none"}' },
    /is not an MCP server: it sent .* than JSON-RPC/,
  ],
  'a page': [{ status: 200, type: 'text/html', body: '<h1>Hi</h1>' }, /is not an MCP server \(HTTP 200 text\/html\)/],
  'a redirect': [
    { status: 308, location: '/other/mcp' },
    /^The server answered 308: it points to http:\/\/127\.0\.0\.1:\d+\/other\/mcp\nName that address with --url/,
  ],
  'a redirect to nowhere': [{ status: 302 }, /^The server answered 302: Found\n$/],
  'results without a list': [
    { status: 200, type: json, body: '{"jsonrpc":"2.0","id":null,"result":{}}' },
    /answered tools\/list without a list/,
  ],
}

for (const era of ['auto', '2025-11-25'])
  for (const [what, [answer, said]] of Object.entries(answers))
    test(`${era}: ${what} is told as it is, and ends with 1`, async () => {
      const listener = createServer((_, response) => {
        const { status, type, location, body } = answer
        response.writeHead(status, { ...(type && { 'content-type': type }), ...(location && { location }) }).end(body)
      }).listen(0, '127.0.0.1')
      await once(listener, 'listening')
      const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/mcp`
      const { code, stdout, stderr } = await run(['call', 'echo', '--url', url, '--era', era])
      listener.close()
      assert.deepEqual([code, stdout], [1, ''])
      assert.match(stderr, said)
    })

test('a server that repeats the token in its refusal does not bring it to the terminal', async () => {
  const listener = createServer(({ headers }, response) => {
    response.writeHead(403, { 'content-type': json }).end(JSON.stringify({ message: `No: ${headers.authorization}!` }))
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/mcp`
  const { stderr } = await run(['tools', '--url', url, '--token', 'mine'])
  listener.close()
  assert.match(stderr, /^The server answered 403: No: .*!\n$/)
  assert.doesNotMatch(stderr, /mine/)
})
