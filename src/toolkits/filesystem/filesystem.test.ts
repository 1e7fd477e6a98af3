import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { Client, type ClientOptions, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { Clock } from '../../clock.ts'
import { createServer } from '../../server.ts'
import { type FilesystemOptions, filesystem } from './filesystem.ts'

interface Scene extends AsyncDisposable {
  readonly base: string
  connect(options?: ClientOptions): Promise<Client>
}

/** Directories `one`, `two` and `outside`, and a server over what `options` makes of their parent. */
async function open(options: (base: string) => FilesystemOptions): Promise<Scene> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'lintel-filesystem-')))
  for (const name of ['one', 'two', 'outside']) {
    mkdirSync(join(base, name))
    writeFileSync(join(base, name, 'file.txt'), name)
  }
  const server = createServer({ name: 'files', version: '1.0.0' })
  server.use(filesystem(options(base)))
  const listening = await server.listen({ port: 0 })
  const clients: Client[] = []
  return {
    base,
    async connect(clientOptions) {
      const client = new Client({ name: 'test', version: '1.0.0' }, clientOptions)
      clients.push(client)
      await client.connect(new StreamableHTTPClientTransport(new URL(listening.url)))
      return client
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.close()
      await listening.close()
      await server.close()
      rmSync(base, { recursive: true, force: true })
    },
  }
}

async function textOf(client: Client, name: string, args: Record<string, unknown> = {}): Promise<string> {
  const [block] = (await client.callTool({ name, arguments: args })).content
  assert.ok(block?.type === 'text')
  return block.text
}

async function rootsOf(client: Client): Promise<readonly string[]> {
  return (await textOf(client, 'list_allowed_directories')).split('\n').slice(1)
}

const both = (base: string) => ({ roots: [join(base, 'one'), join(base, 'two')] })
const modern = { versionNegotiation: { mode: { pin: '2026-07-28' } } } as const

/** A client that works in these folders. */
async function connectWithRoots(scene: Scene, uris: () => readonly string[]): Promise<Client> {
  const client = await scene.connect({ capabilities: { roots: {} } })
  client.setRequestHandler('roots/list', () => ({ roots: uris().map(uri => ({ uri })) }))
  return client
}

test('the reading tools of the reference server are there by name, with the new ones, and all say that they only read', async () => {
  await using scene = await open(base => ({ ...both(base), readOnly: true }))
  const { tools } = await (await scene.connect()).listTools()
  assert.deepEqual(tools.map(tool => tool.name).sort(), [
    'directory_tree',
    'get_file_info',
    'grep',
    'list_allowed_directories',
    'list_directory',
    'list_directory_with_sizes',
    'read_file',
    'read_media_file',
    'read_multiple_files',
    'read_range',
    'read_text_file',
    'search_files',
    'stat_many',
  ])
  for (const tool of tools) {
    assert.deepEqual([tool.annotations?.readOnlyHint, tool.annotations?.openWorldHint], [true, false])
    assert.ok(tool.outputSchema)
  }
})

test('tools that change something are there only where a root may be written to', async () => {
  await using writable = await open(base => ({
    roots: [{ path: join(base, 'one'), readOnly: true }, join(base, 'two')],
  }))
  await using frozen = await open(base => ({ roots: [{ path: join(base, 'one'), readOnly: true }] }))
  const names = async (scene: Scene) => (await (await scene.connect()).listTools()).tools.map(tool => tool.name)
  assert.ok((await names(writable)).includes('write_file'))
  assert.ok(!(await names(frozen)).includes('write_file'))
})

test('a writable root that is missing at the start does not take the writing tools away', async () => {
  await using scene = await open(base => ({
    roots: [
      { path: join(base, 'one'), readOnly: true },
      { path: join(base, 'gone'), optional: true },
    ],
  }))
  const { tools } = await (await scene.connect()).listTools()
  assert.ok(tools.some(tool => tool.name === 'write_file'))
})

test('a root that does not exist is an error that names it, unless it is optional', async () => {
  await using scene = await open(base => ({ roots: [join(base, 'one'), { path: join(base, 'gone'), optional: true }] }))
  const gone = join(scene.base, 'gone')
  assert.deepEqual(await rootsOf(await scene.connect()), [join(scene.base, 'one')])
  assert.throws(() => filesystem({ roots: [gone] }), {
    message: `Root ${gone} does not exist: create it, or mark it as optional`,
  })
  const file = join(scene.base, 'one', 'file.txt')
  assert.throws(() => filesystem({ roots: [file] }), { message: `Root ${file} is not a directory` })
})

test('a read-only root inside a writable one is refused', async () => {
  await using scene = await open(both)
  const inner = join(scene.base, 'one', 'inner')
  mkdirSync(inner)
  assert.throws(
    () => filesystem({ roots: [join(scene.base, 'one'), { path: inner, readOnly: true }] }),
    /make both read-only/,
  )
})

test('a root that is reached through a link is known by both its paths', async () => {
  await using scene = await open(base => {
    symlinkSync(join(base, 'one'), join(base, 'link'))
    return { roots: [join(base, 'link')] }
  })
  const client = await scene.connect()
  for (const start of ['link', 'one']) {
    assert.equal(await textOf(client, 'read_text_file', { path: join(scene.base, start, 'file.txt') }), 'one')
  }
  assert.deepEqual(await rootsOf(client), [join(scene.base, 'link')])
})

test('client roots narrow what the operator allowed and never add to it', async () => {
  await using scene = await open(both)
  const { base } = scene
  mkdirSync(join(base, 'one', 'sub'))
  symlinkSync('../two', join(base, 'one', 'across'))
  const url = (...names: string[]) => pathToFileURL(join(base, ...names)).href
  const cases = [
    [['file:///'], ['one', 'two']],
    [[url()], ['one', 'two']],
    [[url('one')], ['one']],
    [[url('one', 'sub')], ['one/sub']],
    [[url('one', 'sub'), url('outside')], ['one/sub']],
    [[url('one', 'across')], ['two']],
    [[url('one', 'gone'), url('one', 'file.txt'), 'https://example.com/', 'file:///etc', url('two')], ['two']],
    [[url('outside')], []],
    [[], ['one', 'two']],
  ] as const
  for (const [uris, expected] of cases) {
    const client = await connectWithRoots(scene, () => uris)
    assert.deepEqual(
      await rootsOf(client),
      expected.map(name => join(base, name)),
      uris.join(' '),
    )
    for (const path of [join(base, 'outside', 'file.txt'), '/etc/passwd']) {
      assert.match(await textOf(client, 'read_text_file', { path }), /outside the allowed directories/)
    }
  }
})

test('inside a client root, links to what only the operator allows are refused', async () => {
  await using scene = await open(both)
  mkdirSync(join(scene.base, 'one', 'sub'))
  symlinkSync('../file.txt', join(scene.base, 'one', 'sub', 'up.txt'))
  const client = await connectWithRoots(scene, () => [pathToFileURL(join(scene.base, 'one', 'sub')).href])
  assert.match(await textOf(client, 'read_text_file', { path: 'up.txt' }), /outside the allowed directories/)
  assert.match(await textOf(client, 'search_files', { path: '.', pattern: '**' }), /up\.txt$/)
})

test('a session is asked for its roots once, and again when the answer has grown old', async () => {
  let now = 0
  const clock: Clock = { now: () => now, every: () => () => {}, after: () => () => {} }
  await using scene = await open(base => ({ ...both(base), clock }))
  let asked = 0
  const client = await connectWithRoots(scene, () => {
    asked++
    return [pathToFileURL(join(scene.base, asked === 1 ? 'one' : 'two')).href]
  })
  assert.deepEqual(await rootsOf(client), [join(scene.base, 'one')])
  now = 29_999
  assert.deepEqual([await rootsOf(client), asked], [[join(scene.base, 'one')], 1])
  now = 30_000
  assert.deepEqual([await rootsOf(client), asked], [[join(scene.base, 'two')], 2])
})

test('a client that declares roots and does not tell them is refused, and asked again', async () => {
  await using scene = await open(both)
  let broken = true
  const client = await connectWithRoots(scene, () => {
    if (broken) throw new Error('not now')
    return ['file:///']
  })
  assert.match(await textOf(client, 'list_allowed_directories'), /did not say which/)
  broken = false
  assert.equal((await rootsOf(client)).length, 2)
})

test('client roots are ignored where the operator says so, and not asked for in 2026-07-28', async () => {
  await using ignoring = await open(base => ({ ...both(base), clientRoots: false }))
  const never = () => assert.fail('the client was asked')
  assert.equal((await rootsOf(await connectWithRoots(ignoring, never))).length, 2)
  await using scene = await open(both)
  const client = await scene.connect({ ...modern, capabilities: { roots: {} } })
  assert.equal((await rootsOf(client)).length, 2)
})

test('a file is a resource, as text or bytes, and what is outside is not there', async () => {
  await using scene = await open(both)
  const client = await scene.connect()
  const path = join(scene.base, 'one', 'a b%20#é.md')
  writeFileSync(path, 'text')
  writeFileSync(join(scene.base, 'one', 'b.png'), Buffer.from([0, 1]))
  const uri = pathToFileURL(path).href
  assert.deepEqual((await client.readResource({ uri })).contents, [{ uri, mimeType: 'text/markdown', text: 'text' }])
  const png = pathToFileURL(join(scene.base, 'one', 'b.png')).href
  assert.deepEqual((await client.readResource({ uri: png })).contents, [
    { uri: png, mimeType: 'image/png', blob: 'AAE=' },
  ])
  writeFileSync(join(scene.base, 'one', 'a@b;c.txt'), 'text')
  for (const name of ['a@b;c.txt', 'a%40b%3bc.txt']) {
    const asked = `${pathToFileURL(join(scene.base, 'one')).href}/${name}`
    assert.deepEqual((await client.readResource({ uri: asked })).contents, [
      { uri: asked, mimeType: 'text/plain', text: 'text' },
    ])
  }
  for (const name of ['outside/file.txt', 'one/gone', 'one/../outside/file.txt', 'one/%2e%2e/outside/file.txt']) {
    const outside = `${pathToFileURL(scene.base).href}/${name}`
    await assert.rejects(client.readResource({ uri: outside }), { code: -32602, message: /Resource not found/ })
  }
  await assert.rejects(client.readResource({ uri: pathToFileURL(join(scene.base, 'one')).href }), /not a regular file/)
  const { resourceTemplates } = await client.listResourceTemplates()
  assert.deepEqual(
    resourceTemplates.map(template => template.uriTemplate),
    ['file:///{+path}'],
  )
})

test('who subscribes to a file hears when it is written and when it is replaced', async () => {
  await using scene = await open(both)
  const client = await scene.connect(modern)
  const path = join(scene.base, 'one', 'file.txt')
  const uri = pathToFileURL(path).href
  let heard = Promise.withResolvers<string>()
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => heard.resolve(params.uri))
  const subscription = await client.listen({ resourceSubscriptions: [uri] })
  writeFileSync(path, 'written')
  assert.equal(await heard.promise, uri)
  heard = Promise.withResolvers()
  writeFileSync(join(scene.base, 'one', 'new'), 'replaced')
  renameSync(join(scene.base, 'one', 'new'), path)
  assert.equal(await heard.promise, uri)
  await subscription.close()
})

test('every tool, also of a read-only server, comes out of the linter clean, and the whole list is below 10,000 tokens', async () => {
  for (const readOnly of [false, true]) {
    const server = createServer({ name: 'files', version: '1.0.0' })
    server.use(filesystem({ roots: [tmpdir()], readOnly }))
    assert.deepEqual(await server.lint(), [])
    await server.close()
  }
})
