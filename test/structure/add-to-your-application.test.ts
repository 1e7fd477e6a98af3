import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { connect, startListening, typeCheck } from './page-programs.ts'
import { blocksOf, type Programs, writePrograms } from './snippets.ts'
import { readText } from './source-tree.ts'

/** Bun's and Deno's are checked in `test/runtimes/`, where their types are. */
const blocks = blocksOf('docs/add-to-your-application.md').filter(
  ({ heading }) => heading !== 'Bun' && heading !== 'Deno',
)
const asAlice = { authorization: 'Bearer of-alice' }
let programs: Programs
before(() => {
  programs = writePrograms(blocks)
})
after(() => programs.remove())

test('each program of the page passes the type-check', () => typeCheck(programs.project))

const open = [
  'Express 5',
  'Fastify 5',
  'Koa',
  'Connect',
  'Plain node:http',
  'Hono on Node',
  'Body parsers',
  'Several servers in one process',
  'Closing',
]
for (const heading of open) {
  test(`the program of "${heading}" answers the official client at /mcp`, async t => {
    const client = await connect(t, await startListening(t, fileOf(heading)))
    assert.deepEqual(await order(client), { order: '7', state: 'shipped', askedBy: 'anonymous' })
  })
}

for (const heading of ['Your own sign-in', 'Well-known documents']) {
  test(`the program of "${heading}" answers whom it knows, and nobody else`, async t => {
    const url = await startListening(t, fileOf(heading))
    const client = await connect(t, url, asAlice)
    assert.deepEqual(await order(client), { order: '7', state: 'shipped', askedBy: 'alice' })
    assert.equal((await fetch(url, { method: 'POST' })).status, 401)
  })
}

test('the challenge of "Well-known documents" leads to the document, which stands at the root too', async t => {
  const url = await startListening(t, fileOf('Well-known documents'))
  const { headers } = await fetch(url, { method: 'POST' })
  const [, named] = /^Bearer resource_metadata="([^"]+)"$/.exec(headers.get('www-authenticate') ?? '') ?? []
  assert.equal(named, 'https://shop.example/mcp/.well-known/oauth-protected-resource')
  const expected = { resource: 'https://shop.example/mcp', authorization_servers: ['https://login.example'] }
  for (const path of [new URL(named).pathname, '/.well-known/oauth-protected-resource/mcp']) {
    const { bearer_methods_supported, ...document } = (await (await fetch(new URL(path, url))).json()) as object & {
      readonly bearer_methods_supported?: unknown
    }
    assert.deepEqual([document, bearer_methods_supported], [expected, ['header']])
  }
})

test('with a prefix in Fastify, the document stands at the root as well as below the mount', async t => {
  const url = await startListening(t, fileOf('Well-known documents 2'))
  const endpoint = new URL('/api/mcp', url)
  const client = await connect(t, endpoint, asAlice)
  assert.deepEqual(await order(client), { order: '7', state: 'shipped', askedBy: 'alice' })
  const { headers } = await fetch(endpoint, { method: 'POST' })
  const [named] = /https:[^"]+/.exec(headers.get('www-authenticate') ?? '') ?? []
  for (const path of [new URL(named!).pathname, '/.well-known/oauth-protected-resource/api/mcp']) {
    const { resource } = (await (await fetch(new URL(path, url))).json()) as { readonly resource: string }
    assert.equal(resource, 'https://shop.example/api/mcp')
  }
})

test('the handlers that the page and README.md write within a line pass the type-check, with a principal that is known', t => {
  const written = [readText('README.md'), readText('docs/add-to-your-application.md')].flatMap(text =>
    [...text.matchAll(/`(server\.handler<.+\))`/g)].map(([, code]) => code!.replace('…', "({ id: 'known' })")),
  )
  assert.equal(written.length, 3)
  const text = `import express from 'express'
import { createServer } from 'lintel'
const server = createServer({ name: 'shop', version: '1.0.0' })
declare function userOf(authorization: string | undefined): { id: string } | undefined
const app = express()
${written.map(code => `app.use('/mcp', ${code})`).join('\n')}
`
  const lines = writePrograms([{ text }])
  t.after(() => lines.remove())
  typeCheck(lines.project)
})

test('the body that the parser of "Body parsers" refuses is answered in JSON-RPC', async t => {
  const url = await startListening(t, fileOf('Body parsers'))
  const headers = { 'content-type': 'application/json' }
  const broken = await fetch(url, { method: 'POST', headers, body: '{' })
  const large = await fetch(url, { method: 'POST', headers, body: JSON.stringify('x'.repeat(200_000)) })
  assert.deepEqual([broken.status, large.status], [400, 413])
  for (const answer of [broken, large]) assert.equal(((await answer.json()) as { jsonrpc: string }).jsonrpc, '2.0')
})

test('the route handler of "A Next route handler" answers whom it knows, and nobody else', async t => {
  const route = (await import(pathToFileURL(fileOf('A Next route handler')).href)) as Record<string, typeof fetch>
  const send: typeof fetch = (url, init) => route[init!.method!]!(new Request(url, init))
  const url = new URL('http://localhost:3000/mcp')
  assert.deepEqual(Object.keys(route), ['DELETE', 'GET', 'OPTIONS', 'POST'])
  assert.equal((await send(url, { method: 'POST' })).status, 401)
  const client = await connect(t, url, asAlice, send)
  assert.deepEqual(await order(client), { order: '7', state: 'shipped', askedBy: 'alice' })
})

async function order(client: Awaited<ReturnType<typeof connect>>): Promise<unknown> {
  return (await client.callTool({ name: 'get_order', arguments: { order: '7' } })).structuredContent
}

function fileOf(heading: string): string {
  const file = programs.files[blocks.findIndex(block => block.heading === heading)]
  assert.ok(file, `The page has no program "${heading}"`)
  return file
}
