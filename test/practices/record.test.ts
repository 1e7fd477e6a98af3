import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Server, z } from '../../src/index.ts'
import type { RecordSettings } from '../../src/practices/settings.ts'
import { metricOf, ways } from './ways.ts'

const token = `ghp_${'a1B2'.repeat(9)}`

/** The same of each kind, under the name or the scheme `as`. */
function define(server: Server, as: string, record: RecordSettings | 'off' | undefined): void {
  const settings = record === undefined ? {} : { record }
  server.resource(`${as}:text`, { ...settings, read: () => `It is ${token}` })
  server.template(`${as}:note/{id}`, { ...settings, read: ({ id }) => `Note ${id}` })
  server.prompt(as, {
    description: 'Greets.',
    ...settings,
    arguments: z.object({ name: z.string(), password: z.string() }),
    build: ({ name }) => `Greet ${name}`,
  })
}

for (const way of ways)
  test(`${way.name}: the record of a resource, a template or a prompt holds what is asked for, masked, and is not written where it is off`, async t => {
    const records: Readonly<Record<string, unknown>>[] = []
    const note = (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
      const isRead = fields['method'] === 'resources/read' || fields['method'] === 'prompts/get'
      if (event === 'call' && isRead) records.push(fields)
    }
    const logger = { debug: note, info: note, warn: note, error: note }
    const { ask, server } = await way.open(
      t,
      made => {
        define(made, 'both', { arguments: true, results: true })
        define(made, 'args', { arguments: true })
        define(made, 'plain', undefined)
        define(made, 'off', 'off')
      },
      { logger },
    )
    for (const as of ['both', 'args', 'plain', 'off']) {
      await ask('resources/read', { uri: `${as}:text` })
      await ask('resources/read', { uri: `${as}:note/7` })
      await ask('prompts/get', { name: as, arguments: { name: 'Ann', password: 'hunter2' } })
    }
    const greeted = { name: 'Ann', password: '••••••' }
    assert.deepEqual(
      records.map(fields => [fields['tool_name'], fields['arguments']]),
      [
        ['both:text', {}],
        ['both:note/{id}', { id: '7' }],
        ['both', greeted],
        ['args:text', {}],
        ['args:note/{id}', { id: '7' }],
        ['args', greeted],
        ['plain:text', undefined],
        ['plain:note/{id}', undefined],
        ['plain', undefined],
      ],
    )
    const told = records.map(({ result }) => JSON.stringify(result))
    assert.deepEqual(told.slice(3), Array(6).fill(undefined))
    for (const [at, text] of ['It is ••••••', 'Note 7', 'Greet Ann'].entries()) assert.ok(told[at]?.includes(text))
    assert.equal(JSON.stringify(records).includes(token), false)
    assert.equal(metricOf(server, 'lintel_calls_total{method="prompts/get",tool="off",status="success"}'), 1)
    const state = (name: string) =>
      server
        .practices()
        .find(row => row.name === name)
        ?.practices.find(practice => practice.name === 'observe')
    for (const name of ['both', 'both:text', 'both:note/{id}'])
      assert.deepEqual(state(name), { name: 'observe', mode: 'enforce', setting: 'arguments and results' })
    assert.equal(state('off:text')?.mode, 'off')
  })
