import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, Server } from '../../src/index.ts'
import { LegacyClient } from './legacy-client.ts'
import type { Message } from './message.ts'
import { askModern } from './modern-client.ts'
import { serve } from './testbed.ts'

const kinds = [
  ['tools/list', 'tools'],
  ['prompts/list', 'prompts'],
  ['resources/list', 'resources'],
  ['resources/templates/list', 'resourceTemplates'],
] as const

function define(server: Server): void {
  for (let i = 0; i < 5; i++)
    server
      .tool(`tool_${i}`, { description: 'A tool.', run: () => i })
      .prompt(`prompt_${i}`, { description: 'A prompt.', build: () => 'text' })
      .resource(`config://${i}`, { description: 'A resource.', read: () => 'text' })
      .template(`note${i}://{id}`, { description: 'A template.', read: ({ id }) => id })
}

type Ask = (method: string, params?: JsonObject) => Promise<Message>

async function bothEras(t: Parameters<typeof serve>[0], pageSize = 2): Promise<readonly Ask[]> {
  const served = await serve(t, define, { pageSize })
  const client = await LegacyClient.connect(served)
  return [
    (method, params = {}) => client.ask(method, params),
    (method, params = {}) => askModern(served, { method, params }),
  ]
}

test('a list comes in pages: following the cursors gives every entry once, in the order of definition', async t => {
  for (const ask of await bothEras(t))
    for (const [method, key] of kinds) {
      const sizes: number[] = []
      const names: unknown[] = []
      let cursor: string | undefined
      do {
        const { result } = await ask(method, cursor === undefined ? {} : { cursor })
        const page = entriesOf(result, key)
        sizes.push(page.length)
        names.push(...page.map(entry => entry['uri'] ?? entry['uriTemplate'] ?? entry['name']))
        cursor = result?.nextCursor
      } while (cursor !== undefined)
      assert.deepEqual(sizes, [2, 2, 1], method)
      assert.equal(new Set(names).size, 5, method)
      assert.deepEqual(names, [...names].sort(), method)
    }
})

test('a list that fits one page has no cursor', async t => {
  for (const ask of await bothEras(t, 5))
    for (const [method, key] of kinds) {
      const { result } = await ask(method)
      assert.equal(entriesOf(result, key).length, 5)
      assert.equal(result?.nextCursor, undefined)
    }
})

test('a cursor that this server did not give out is refused, also after it was asked once before', async t => {
  for (const ask of await bothEras(t))
    for (const [method] of kinds) {
      await ask(method)
      const forged = [
        '',
        'x',
        '2',
        Buffer.from('at:99').toString('base64url'),
        Buffer.from('at:-1').toString('base64url'),
      ]
      for (const cursor of [...forged, ...forged])
        assert.equal((await ask(method, { cursor })).error?.code, -32602, `${method} ${cursor}`)
      assert.equal((await ask(method, { cursor: 2 })).error?.code, -32602, `${method} of a number`)
    }
})

test('a template lists what it holds at this moment, within the same pages', async t => {
  let held = ['a', 'b', 'c']
  const served = await serve(
    t,
    server => {
      server.resource('config://app', { description: 'A resource.', read: () => 'text' })
      server.template('note://{id}', {
        description: 'A note.',
        read: ({ id }) => id,
        list: async () => held.map(name => ({ uri: `note://${name}`, name })),
      })
    },
    { pageSize: 3 },
  )
  const list = async (cursor?: string) =>
    (await askModern(served, { method: 'resources/list', params: cursor === undefined ? {} : { cursor } })).result
  const uris = (result: Message['result']) => entriesOf(result, 'resources').map(({ uri }) => uri)
  const first = await list()
  assert.deepEqual(uris(first), ['config://app', 'note://a', 'note://b'])
  assert.deepEqual(uris(await list(first?.nextCursor)), ['note://c'])
  held = ['z']
  assert.deepEqual(uris(await list()), ['config://app', 'note://z'])
})

function entriesOf(result: Message['result'], key: string): readonly JsonObject[] {
  return (result?.[key] ?? []) as readonly JsonObject[]
}
