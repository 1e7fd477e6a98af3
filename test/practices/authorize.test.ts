import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorTable } from '../../src/errors.ts'
import { type Server, z } from '../../src/index.ts'
import { textOf } from '../protocol/message.ts'
import { metricOf, refusalOf, ways } from './ways.ts'

function define(server: Server): void {
  server.group('notes', { scopes: ['notes:read'] }, notes => {
    notes.tool('read', { description: 'Reads.', run: () => 'read' })
    notes.tool('write', { description: 'Writes.', scopes: ['notes:read', 'notes:write'], run: () => 'written' })
    notes.resource('note:a', { read: () => 'text' })
    notes.template('note:/{id}', { read: ({ id }) => id, complete: { id: () => ['secret-id'] } })
    notes.prompt('ask', {
      description: 'Asks.',
      arguments: z.object({ of: z.string().optional() }),
      build: () => 'text',
      complete: { of: () => ['secret'] },
    })
  })
  server.tool('open', { description: 'Is open.', run: () => 'open' })
}

const completion = { ref: { type: 'ref/prompt', name: 'notes_ask' }, argument: { name: 'of', value: '' } }
const variable = { ref: { type: 'ref/resource', uri: 'note:/{id}' }, argument: { name: 'id', value: '' } }

for (const way of ways) {
  test(`${way.name}: what needs scopes that were not granted is refused, all of them named, and not listed`, async t => {
    const { call, ask, events, server } = await way.open(t, define)
    const message = await call('notes_write')
    const refused = refusalOf(message)
    assert.deepEqual(
      [refused['code'], refused['category'], refused['retryable']],
      ['SCOPE_MISSING', 'CLIENT_ERROR', false],
    )
    assert.deepEqual(refused['data'], { requiredScopes: ['notes:read', 'notes:write'] })
    assert.match(
      textOf(message),
      /^notes_write needs scopes that were not granted: notes:read, notes:write\. Ask the person/,
    )
    const event = events.at(-1)
    assert.deepEqual([event?.status, event?.refused_by, event?.error_type], ['refused', 'authorize', 'SCOPE_MISSING'])
    assert.equal(metricOf(server, 'lintel_refusals_total{practice="authorize",code="SCOPE_MISSING"}'), 1)
    for (const [method, params] of [
      ['resources/read', { uri: 'note:a' }],
      ['resources/read', { uri: 'note:/x' }],
      ['prompts/get', { name: 'notes_ask' }],
      ['completion/complete', completion],
      ['completion/complete', variable],
    ] as const) {
      const { error } = await ask(method, params)
      assert.equal(error?.code, errorTable.SCOPE_MISSING.rpc, method)
      assert.deepEqual([error?.data?.['code'], error?.data?.['requiredScopes']], ['SCOPE_MISSING', ['notes:read']])
      assert.equal(typeof error?.data?.correlationId, 'string')
    }
    const { result } = await ask('tools/list')
    assert.deepEqual(
      result?.tools?.map(({ name }) => name),
      ['open'],
    )
  })

  if (!way.isPipe)
    test(`${way.name}: with the scopes it is served; the definition's own replace the group's`, async t => {
      const { call, ask } = await way.open(t, define)
      const as = 'ann notes:read'
      assert.equal(textOf(await call('notes_read', {}, { as })), 'read')
      assert.deepEqual(refusalOf(await call('notes_write', {}, { as }))['data'], { requiredScopes: ['notes:write'] })
      assert.equal((await ask('resources/read', { uri: 'note:a' }, { as })).error, undefined)
      const { result } = await ask('completion/complete', completion, { as })
      assert.deepEqual(result?.['completion'], { values: ['secret'], total: 1, hasMore: false })
    })
}

test('a door is never only reported', async t => {
  const { call, server } = await ways[0]!.open(t, define, {
    overrides: { notes_read: { scopes: ['admin'] } },
    practices: { limit: 'report', validate: 'report', admit: 'report' },
  })
  assert.equal(refusalOf(await call('notes_read', {}, { as: 'ann notes:read' }))['code'], 'SCOPE_MISSING')
  const row = server.practices().find(({ name }) => name === 'notes_read')
  assert.deepEqual(
    row?.practices.find(({ name }) => name === 'authorize'),
    { name: 'authorize', mode: 'enforce', setting: 'admin' },
  )
})
