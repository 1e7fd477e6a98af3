import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createServer, z } from '../../src/index.ts'
import { startSdkStateless } from '../differential/sdk-side.ts'
import { run } from './lintel-process.ts'
import { filesConfig, makeWorkspace } from './workspace.ts'

interface Finding {
  readonly rule: string
  readonly tool?: string
  readonly path: string
  readonly problem: string
  readonly cure: string
}

test('lint finds nothing at the tools of a configuration, and needs no running server', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig, 'files/a.txt': '' })
  const { folder } = workspace
  assert.deepEqual(await run(['lint', '--strict'], { folder }), {
    code: 0,
    stdout: '23 tools, nothing found\n',
    stderr: '',
  })
  assert.deepEqual(await run(['lint', '--json'], { folder }), { code: 0, stdout: '[]\n', stderr: '' })
})

test('lint names tool, path, problem and cure for the tools of a running server; --strict ends with 1', async t => {
  const server = createServer({ name: 'x', version: '1', records: 'off' })
  server.tool('look_around', {
    description: 'Looks around and tells what is there.',
    input: z.object({ where: z.string().describe('Where to look') }),
    run: () => 'nothing',
  })
  const { url } = await server.listen({ port: 0 })
  t.after(() => server.close())
  const text = await run(['lint', '--url', url])
  assert.deepEqual(text, {
    code: 0,
    stdout:
      'look_around where is a text of any length\n    bound it: .max(200), .max(1_000_000) for whole texts, or a format\n1 tool, 1 found\n',
    stderr: '',
  })
  const json = await run(['lint', '--url', url, '--json', '--strict'])
  assert.deepEqual([json.code, json.stderr], [1, '1 finding.\n'])
  assert.deepEqual(JSON.parse(json.stdout), await server.lint())
})

test('lint reads a server of any make', async t => {
  const other = await startSdkStateless()
  t.after(() => other.close())
  const { code, stdout } = await run(['lint', '--url', other.url, '--json'])
  assert.equal(code, 0)
  const found = (JSON.parse(stdout) as Finding[]).map(({ rule, tool, path }) => `${rule} ${tool} ${path}`.trim())
  for (const expected of [
    'closed echo',
    'described echo text',
    'bounded echo text',
    'default echo times',
    'bounded add a',
  ])
    assert.ok(found.includes(expected), found.join('\n'))
})

test('what a server calls its tools cannot move the cursor of a terminal', async t => {
  const answers: Record<string, unknown> = {
    initialize: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'x', version: '1' } },
    'tools/list': { tools: [{ name: 'a\u001b[2Jb', inputSchema: { type: 'object' } }] },
  }
  const { createServer: createHttp } = await import('node:http')
  const http = createHttp(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const { id, method } = JSON.parse(body || '{}') as { id?: number; method?: string }
    const result = answers[method ?? '']
    response.writeHead(id === undefined ? 202 : 200, { 'content-type': 'application/json' })
    response.end(
      id === undefined
        ? ''
        : JSON.stringify({ jsonrpc: '2.0', id, ...(result ? { result } : { error: { code: -32601, message: 'no' } }) }),
    )
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  t.after(() => http.closeAllConnections())
  t.after(() => http.close())
  const { port } = http.address() as { port: number }
  const { code, stdout, stderr } = await run(['lint', '--url', `http://127.0.0.1:${port}/mcp`])
  assert.equal(code, 0, stderr)
  assert.match(stdout, /^a\\u001b\[2Jb has a description that says little$/m)
  assert.ok(!stdout.includes('\u001b'))
})

test('lint without a server that answers, or with a wrong configuration, says so', async () => {
  const away = await run(['lint', '--url', 'http://127.0.0.1:1/mcp'])
  assert.deepEqual([away.code, away.stdout], [1, ''])
  await using workspace = await makeWorkspace({ 'lintel.yaml': 'server: 1\n' })
  const wrong = await run(['lint'], { folder: workspace.folder })
  assert.deepEqual([wrong.code, wrong.stdout], [2, ''])
  assert.match(wrong.stderr, /lintel\.yaml:1:9: error: server/)
})
