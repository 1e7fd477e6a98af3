import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createServer, type Server, ToolError } from '../../src/index.ts'
import { textOf } from '../protocol/message.ts'
import { keepLog } from '../protocol/testbed.ts'
import { metricOf, refusalOf, ways } from './ways.ts'

/** A practice as an author writes it: so many calls of each principal, then none. */
function addQuota(server: Server, most: number): void {
  const used = new Map<string, number>()
  server.practice({
    name: 'quota',
    place: { after: 'limit' },
    // Once for each tool, when it is defined. Undefined where the practice has nothing to do: then it costs nothing.
    wrap: (subject, next) => {
      if (subject.method !== 'tools/call' || subject.readOnly) return undefined
      return (args, call) => {
        const count = (used.get(call.principal.id) ?? 0) + 1
        if (count > most)
          throw new ToolError('The quota is used up', { code: 'QUOTA_EXCEEDED', next: 'Ask the person for more.' })
        used.set(call.principal.id, count)
        return next(args, call)
      }
    },
    describe: subject => ({ mode: subject.readOnly ? 'off' : 'enforce', setting: `${most} calls` }),
  })
}

function define(server: Server): void {
  addQuota(server, 1)
  server.tool('write', { description: 'Writes.', run: () => 'written' })
  server.tool('read', { description: 'Reads.', readOnly: true, run: () => 'read' })
}

for (const way of ways)
  test(`${way.name}: a practice of an author's own stands at its place, and what it throws is told`, async t => {
    const { call, server, events } = await way.open(t, define)
    assert.equal(textOf(await call('write')), 'written')
    const refused = await call('write')
    assert.equal(textOf(refused), 'The quota is used up. Ask the person for more.')
    assert.equal(refusalOf(refused)['code'], 'QUOTA_EXCEEDED')
    assert.equal(events.at(-1)?.error_type, 'QUOTA_EXCEEDED')
    assert.deepEqual([events.at(-1)?.status, events.at(-1)?.refused_by], ['refused', 'quota'])
    assert.equal(metricOf(server, 'lintel_refusals_total{practice="quota",code="QUOTA_EXCEEDED"}'), 1)
    for (let count = 0; count < 3; count++) assert.equal(textOf(await call('read')), 'read')
    const names = server.practices()[0]!.practices.map(({ name, mode, setting }) => [name, mode, setting].join(' '))
    assert.equal(names[names.findIndex(name => name.startsWith('limit')) + 1], 'quota enforce 1 calls')
  })

test('what a practice throws around a resource or a prompt is told as well', async t => {
  const { ask } = await ways[1]!.open(t, server => {
    server.practice({
      name: 'shut',
      place: { before: 'limit' },
      wrap: () => () => {
        throw new ToolError('Shut', { code: 'SHUT' })
      },
      describe: () => ({ mode: 'enforce', setting: '' }),
    })
    server.resource('note:a', { read: () => 'text' })
    server.prompt('ask', { description: 'Asks.', build: () => 'text' })
  })
  assert.equal((await ask('resources/read', { uri: 'note:a' })).error?.data?.['code'], 'SHUT')
  assert.equal((await ask('prompts/get', { name: 'ask' })).error?.data?.['code'], 'SHUT')
})

test('a practice without a name or a place of its own is refused', () => {
  const server = createServer({ name: 'x', version: '1.0.0', logger: keepLog([]) })
  const practice = { wrap: () => undefined, describe: () => ({ mode: 'off', setting: '' }) as const }
  assert.throws(() => server.practice({ ...practice, name: '', place: { after: 'limit' } }), /A practice needs a name/)
  assert.throws(() => server.practice({ ...practice, name: 'limit', place: { after: 'limit' } }), /is there already/)
  assert.throws(
    () => server.practice({ ...practice, name: 'quota', place: { after: 'limits' as 'limit' } }),
    /place it before or after one of/,
  )
})
