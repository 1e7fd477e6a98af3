import assert from 'node:assert/strict'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { Client, type ClientCapabilities, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { FakeClock } from '../../../test/protocol/fake-clock.ts'
import type { Message } from '../../../test/protocol/message.ts'
import { askModern, callModern } from '../../../test/protocol/modern-client.ts'
import { serve } from '../../../test/protocol/testbed.ts'
import type { JsonObject } from '../../index.ts'
import { filesystem } from './filesystem.ts'

/** A server over a folder with `a.txt`, that keeps results for five minutes. */
async function open(t: TestContext) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lintel-kept-')))
  t.after(() => rmSync(root, { recursive: true }))
  writeFileSync(join(root, 'a.txt'), 'one\n')
  const clock = new FakeClock()
  const served = await serve(t, server => server.use(filesystem({ roots: [root] })), {
    practices: { cache: '5 minutes', limit: 'off' },
    clock,
  })
  const ask = async (tool: string, args: JsonObject) => {
    const message = await callModern(served, tool, args)
    assert.equal(message.result?.isError, undefined, JSON.stringify(message))
    return message
  }
  const read = () =>
    askModern(served, { method: 'resources/read', params: { uri: pathToFileURL(join(root, 'a.txt')).href } })
  return { root, clock, ask, read }
}

const cacheOf = ({ result }: Message) =>
  (result?._meta as { readonly 'lintel/cache'?: { readonly status: string } } | undefined)?.['lintel/cache']?.status

const readings: readonly (readonly [string, JsonObject])[] = [
  ['list_allowed_directories', {}],
  ['list_directory', { path: '.' }],
  ['list_directory_with_sizes', { path: '.' }],
  ['directory_tree', { path: '.' }],
  ['search_files', { path: '.', pattern: '**' }],
  ['grep', { path: '.', pattern: 'o' }],
  ['get_file_info', { path: '.' }],
  ['stat_many', { paths: ['.'] }],
  ['read_text_file', { path: 'a.txt' }],
  ['read_file', { path: 'a.txt' }],
  ['read_range', { path: 'a.txt', start: 1, count: 1 }],
  ['read_multiple_files', { paths: ['a.txt'] }],
  ['read_media_file', { path: 'a.txt' }],
  ['list_trash', {}],
]

test('what a tool reads is kept, and made anew after each tool that writes', async t => {
  const { ask, read } = await open(t)
  const trashed = async () => {
    const { result } = await ask('delete_path', { path: 'c.txt' })
    const { trashId } = (result?.structuredContent ?? {}) as JsonObject
    return { trashId: String(trashId) }
  }
  const writings: readonly (readonly [string, () => JsonObject | Promise<JsonObject>])[] = [
    ['write_file', () => ({ path: 'a.txt', content: 'one\ntwo\n' })],
    ['edit_file', () => ({ path: 'a.txt', edits: [{ oldText: 'two', newText: 'three' }] })],
    ['append_file', () => ({ path: 'a.txt', content: 'four\n' })],
    ['write_files', () => ({ files: [{ path: 'b.txt', content: 'new' }] })],
    ['create_directory', () => ({ path: 'folder' })],
    ['copy_path', () => ({ source: 'b.txt', destination: 'c.txt' })],
    ['move_file', () => ({ source: 'b.txt', destination: 'folder/b.txt' })],
    ['restore_path', trashed],
    ['delete_path', () => ({ path: 'folder/b.txt' })],
  ]
  for (const [tool, argumentsOf] of writings) {
    const args = await argumentsOf()
    for (const [reading, asked] of readings) {
      await ask(reading, asked)
      assert.equal(cacheOf(await ask(reading, asked)), 'hit', reading)
    }
    await read()
    assert.equal(cacheOf(await read()), 'hit', 'resource')
    await ask(tool, args)
    for (const [reading, asked] of readings)
      assert.equal(cacheOf(await ask(reading, asked)), 'miss', `${reading} after ${tool}`)
    assert.equal(cacheOf(await read()), 'miss', `resource after ${tool}`)
  }
})

test('a client that is held to its own folders is not answered with what was read for another of the same principal', async t => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lintel-kept-')))
  t.after(() => rmSync(root, { recursive: true }))
  writeFileSync(join(root, 'a.txt'), 'one\n')
  const { url } = await serve(t, server => server.use(filesystem({ roots: [root] })), {
    practices: { cache: { for: '5 minutes', by: 'everyone' } },
  })
  const connect = async (capabilities: ClientCapabilities) => {
    const client = new Client({ name: 'x', version: '1' }, { capabilities })
    if (capabilities.roots)
      client.setRequestHandler('roots/list', () => ({ roots: [{ uri: pathToFileURL(join(root, 'elsewhere')).href }] }))
    await client.connect(new StreamableHTTPClientTransport(new URL(url)))
    t.after(() => client.close())
    return async () =>
      (await client.callTool({ name: 'read_text_file', arguments: { path: join(root, 'a.txt') } })).isError
  }
  const [free, held] = [await connect({}), await connect({ roots: {} })]
  for (let count = 0; count < 2; count++) assert.equal(await free(), undefined)
  for (let count = 0; count < 2; count++) assert.equal(await held(), true)
})

test('an agent reads what it wrote; what somebody else wrote it reads when the lifetime is over', async t => {
  const { ask, root, clock } = await open(t)
  const textOf = async () => JSON.stringify((await ask('read_text_file', { path: 'a.txt' })).result?.content)
  assert.match(await textOf(), /one/)
  await ask('write_file', { path: 'a.txt', content: 'two\n' })
  assert.match(await textOf(), /two/)
  writeFileSync(join(root, 'a.txt'), 'three\n')
  assert.match(await textOf(), /two/)
  clock.advance(5 * 60_000)
  assert.match(await textOf(), /three/)
})
