import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { checkout, LintelProcess, run } from './lintel-process.ts'
import { filesConfig, makeWorkspace } from './workspace.ts'

test('serve announces its endpoint, toolkits and folders, and answers in both eras until it is stopped', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig, 'files/a.txt': 'hello\n' })
  const { folder } = workspace
  await using server = new LintelProcess(['serve'], { folder })
  const url = await server.url()
  await server.saw(/Stop +Ctrl\+C/)
  assert.match(server.stderr, /serves files 1\.0\.0/)
  assert.match(server.stderr, /filesystem: \d{2} tools/)
  assert.match(server.stderr, /"mcpServers":\{"files":\{"type":"http","url":"http:\/\/127\.0\.0\.1:\d+\/mcp"\}\}/)
  assert.ok(server.stderr.includes(`${folder}/files`))
  for (const era of ['auto', '2026-07-28', '2025-11-25']) {
    const called = await run(['call', 'read_text_file', 'path=a.txt', '--url', url, '--era', era])
    assert.deepEqual([called.code, called.stdout], [0, 'hello\n\n'], called.stderr)
  }
  const stopped = await server.stop()
  assert.deepEqual([stopped.code, stopped.stdout], [0, ''])
})

test('tools lists what a server offers, with its hints, as text and as JSON', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig, 'files/a.txt': '' })
  await using server = new LintelProcess(['serve', '--port', '0'], { folder: workspace.folder })
  const url = await server.url()
  const text = await run(['tools', '--url', url])
  assert.match(text.stdout, /^read_text_file path \[head\] \[tail\]\n {2}\S.*\n {2}\(readOnly/m)
  const json = JSON.parse((await run(['tools', '--url', url, '--json'])).stdout) as { name: string }[]
  assert.ok(json.some(tool => tool.name === 'read_text_file'))
  await server.stop('SIGINT')
})

test('a port that is taken is named with the three ways to change it, and ends with 1', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as { port: number }
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig, 'files/a.txt': '' })
  const { code, stderr, stdout } = await run(['serve', '--port', String(port)], { folder: workspace.folder })
  assert.deepEqual([code, stdout], [1, ''])
  assert.match(stderr, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken`))
  assert.match(stderr, /--port, LINTEL_PORT, or listen\.port/)
  holder.close()
})

test('a request that is half sent when SIGTERM arrives is answered before the process ends with 0', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig, 'files/a.txt': 'hello\n' })
  await using server = new LintelProcess(['serve'], { folder: workspace.folder })
  const { socket, finish } = await halfRequest(await server.url())
  const stopped = server.stop()
  await server.saw(/Stopping/)
  finish()
  const answer = await readAll(socket)
  assert.match(answer, /^HTTP\/1\.1 200 /)
  assert.match(answer, /"tools":\[/)
  assert.equal((await stopped).code, 0)
})

test('a second signal ends the process at once', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig, 'files/a.txt': '' })
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    await using server = new LintelProcess(['serve'], { folder: workspace.folder })
    const { socket } = await halfRequest(await server.url())
    socket.on('error', () => {})
    server.child.kill(signal)
    await server.saw(/Stopping/)
    // What follows within a moment counts as the same one, so it is sent until it counts.
    const again = setInterval(() => server.child.kill(signal), 50)
    const finished = await server.finished
    clearInterval(again)
    socket.destroy()
    assert.equal(finished.code, code)
  }
})

test('a broken configuration ends with 2, every problem shown with its line and a caret, and nothing listens', async () => {
  await using workspace = await makeWorkspace({
    'lintel.yaml': 'server: { name: files, version: 1.0.0 }\nlisten: { prot: 1 }\nroots: [.]\n',
  })
  const { code, stderr, stdout } = await run(['serve'], { folder: workspace.folder })
  assert.deepEqual([code, stdout], [2, ''])
  assert.equal(
    stderr,
    [
      'lintel.yaml:2:11: error: listen.prot: unknown key `prot`',
      '  2 | listen: { prot: 1 }',
      '    |           ^^^^',
      '    = did you mean `port`?',
      'lintel.yaml:3:1: error: roots: unknown key `roots`',
      '  3 | roots: [.]',
      '    | ^^^^^',
      '    = did you mean `toolkits.filesystem.roots`?',
      '2 problems in the configuration; nothing was started.',
      '',
    ].join('\n'),
  )
})

test('a folder that does not exist is named and ends with 2, unless it is optional', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig })
  const { folder } = workspace
  const refused = await run(['serve'], { folder })
  assert.equal(refused.code, 2)
  assert.match(refused.stderr, /lintel\.yaml:3:35: error: toolkits\.filesystem\.roots\[0\]: does not exist: .*files/)
  const environment = { LINTEL_TOOLKITS_FILESYSTEM_ROOTS: '[{ path: ./files, optional: true }]' }
  await using server = new LintelProcess(['serve'], { folder, environment })
  await server.url()
  await server.saw(/files \(missing\)\n/)
  assert.match(server.stderr, /filesystem: 2\d tools/)
  assert.equal((await server.stop()).code, 0)
})

test('tools and call find the server that the folder configures; the banner says --url where they would not', async () => {
  const free = await freePort()
  await using workspace = await makeWorkspace({
    'lintel.yaml': filesConfig.replace('port: 0', `port: '\${env:FILES_PORT}'`),
    '.env': `FILES_PORT=${free}\n`,
    'files/a.txt': 'hello\n',
  })
  const { folder } = workspace
  await using server = new LintelProcess(['serve'], { folder })
  await server.saw(/Try it +lintel tools\n/)
  const called = await run(['call', 'read_text_file', 'path=a.txt'], { folder })
  assert.deepEqual([called.code, called.stdout], [0, 'hello\n\n'], called.stderr)
  const moved = await run(['tools'], { folder, environment: { LINTEL_LISTEN_PATH: '/elsewhere' } })
  assert.equal(moved.code, 1, moved.stderr)
  assert.equal((await server.stop()).code, 0)

  for (const [args, environment] of [
    [['serve', '--port', '0'], {}],
    [['serve'], { LINTEL_PORT: '0' }],
  ] as const) {
    await using other = new LintelProcess(args, { folder, environment })
    const url = await other.url()
    await other.saw(/Stop +Ctrl/)
    assert.ok(other.stderr.includes(`lintel tools --url ${url}\n`), other.stderr)
    await other.stop()
  }
})

test('tools does not guess where the configuration of the folder is broken or leaves the port open', async () => {
  await using open = await makeWorkspace({ 'lintel.yaml': filesConfig, 'files/a.txt': '' })
  await using broken = await makeWorkspace({ 'lintel.yaml': 'listen: [\n' })
  for (const { folder } of [open, broken]) {
    const { code, stderr } = await run(['tools'], { folder })
    assert.equal(code, 2, stderr)
    assert.match(stderr, /--url/)
  }
})

test('where npm started the server and is ended, the server ends with it', { timeout: 60_000 }, async ({ signal }) => {
  const npm = spawn('npm', ['start', '--', '--port', '0'], {
    cwd: checkout,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  signal.addEventListener('abort', () => endGroup(npm.pid!))
  try {
    let shown = ''
    npm.stderr.setEncoding('utf8')
    for await (const text of npm.stderr) {
      shown += String(text)
      if (/Stop +Ctrl/.test(shown)) npm.kill('SIGTERM')
    }
    // Standard error has ended, so that nobody who could write to it is left.
    const [, url] = /Endpoint +(http\S+)/.exec(shown)!
    assert.match(shown, /Stopping/)
    await assert.rejects(fetch(url!), ({ cause }) => (cause as NodeJS.ErrnoException).code === 'ECONNREFUSED')
  } finally {
    endGroup(npm.pid!)
  }
})

test('an address beyond this machine is refused with 2 while nobody signs in', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig, 'files/a.txt': '' })
  const { folder } = workspace
  for (const [args, environment] of [
    [['serve', '--host', '0.0.0.0'], {}],
    [['serve'], { LINTEL_HOST: '::' }],
  ] as const) {
    const { code, stderr } = await run(args, { folder, environment })
    assert.equal(code, 2)
    assert.match(stderr, /nobody has to sign in/)
  }
})

test('with --stdio standard output carries the protocol alone, and the end of input ends the process with 0', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig, 'files/a.txt': '' })
  const { folder } = workspace
  const environment = { MCP_DEBUG: 'true', LINTEL_NO_SUCH: '1', LINTEL_LOG_LEVEL: 'debug' }
  await using server = new LintelProcess(['serve', '--stdio', '--host', '0.0.0.0'], { folder, environment })
  const hello = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  for (const message of [
    { jsonrpc: '2.0', id: 1, method: 'initialize', params: hello },
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', id: 2, method: 'tools/list' },
  ])
    server.child.stdin.write(`${JSON.stringify(message)}\n`)
  await server.saw(/"id":2.*\n/, 'stdout')
  server.child.stdin.end()
  const { code, stdout, stderr } = await server.finished
  assert.equal(code, 0)
  const ids = stdout
    .trimEnd()
    .split('\n')
    .map(line => (JSON.parse(line) as { jsonrpc: string; id: number }).id)
  assert.deepEqual(ids, [1, 2])
  assert.match(stderr, /LINTEL_NO_SUCH: warning: /)
  assert.match(stderr, /← initialize #1/)
})

test('MCP_DEBUG shows the messages with secrets masked', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig, 'files/a.txt': 'password=hunter2\n' })
  await using server = new LintelProcess(['serve'], { folder: workspace.folder, environment: { MCP_DEBUG: 'true' } })
  const url = await server.url()
  const called = await run(['call', 'read_text_file', 'path=a.txt', '--url', url])
  assert.equal(called.stdout, 'password=hunter2\n\n')
  const { stderr } = await server.stop()
  assert.match(stderr, /← tools\/call #\d+ \{"name":"read_text_file"/)
  assert.match(stderr, /→ #\d+ result /)
  assert.doesNotMatch(stderr, /hunter2/)
})

test('in JSON the log holds nothing but JSON lines', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig, 'files/a.txt': '' })
  const environment = { LINTEL_LOG_FORMAT: 'json' }
  await using server = new LintelProcess(['serve'], { folder: workspace.folder, environment })
  await server.saw(/"event":"server\.listening".*\n/)
  const { code, stderr } = await server.stop()
  assert.equal(code, 0)
  for (const line of stderr.trimEnd().split('\n')) assert.equal(typeof JSON.parse(line), 'object', line)
})

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // Nobody is left of it, as it should be.
  }
}

async function freePort(): Promise<number> {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as { port: number }
  await new Promise(resolve => holder.close(resolve))
  return port
}

/** Opens a connection and sends a request but for its last byte. */
async function halfRequest(url: string): Promise<{ readonly socket: Socket; readonly finish: () => void }> {
  const { hostname, port, pathname } = new URL(url)
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: meta } })
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Content-Type: application/json',
    'Accept: application/json, text/event-stream',
    'MCP-Protocol-Version: 2026-07-28',
    'Mcp-Method: tools/list',
    `Content-Length: ${body.length}`,
    'Connection: close',
    'Expect: 100-continue',
  ]
  const socket = connect(Number(port), hostname)
  socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, -1)}`)
  // Only now it is certain that the server has begun with the request.
  const [interim] = await once(socket, 'data')
  assert.match(String(interim), /^HTTP\/1\.1 100 /)
  return { socket, finish: () => socket.write(body.slice(-1)) }
}

async function readAll(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}
