import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Server, z } from '../../src/index.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { textOf } from '../protocol/message.ts'
import { callModern } from '../protocol/modern-client.ts'
import { hosts } from './hosts.ts'
import { mount } from './mount.ts'

function define(server: Server): void {
  server.tool('greet', {
    description: 'Greets.',
    input: z.object({ name: z.string() }),
    run: ({ name }, call) => {
      call.progress(1)
      return `Hallo ${name}`
    },
  })
  server.resource('note:one', { read: () => 'text' })
}

for (const host of hosts) {
  test(`${host.name}: a tool is called in both eras, answered as JSON and as a stream`, async t => {
    const served = await mount(t, host, define)
    const text = { name: 'Zoë' }
    assert.equal(textOf(await callModern(served, 'greet', text)), 'Hallo Zoë')
    assert.equal(textOf(await callModern(served, 'greet', text, { meta: { progressToken: 'p' } })), 'Hallo Zoë')
    const client = await LegacyClient.connect(served)
    assert.equal(textOf(await client.call('greet', text)), 'Hallo Zoë')
    assert.equal(textOf(await client.call('greet', text, { progressToken: 'p' })), 'Hallo Zoë')
  })

  test(`${host.name}: a session's stream brings what happens, its client comes back to it, and ends it`, async t => {
    const served = await mount(t, host, define)
    const client = await LegacyClient.connect(served)
    await client.ask('resources/subscribe', { uri: 'note:one' })
    const stream = await client.stream()
    const opening = await stream.next()
    served.server.notify.resourceUpdated('note:one')
    assert.equal((await stream.nextMessage())?.params?.uri, 'note:one')
    await stream.cancel()
    const again = await client.stream(opening?.id)
    assert.equal((await again.nextMessage())?.params?.uri, 'note:one')
    assert.equal(await client.end(), 200)
    assert.equal(await again.next(), undefined)
    assert.equal((await client.get()).status, 404)
  })
}
