import assert from 'node:assert/strict'
import { createServer as createHttpServer } from 'node:http'
import { test } from 'node:test'
import type { Toolkit } from '../../src/index.ts'
import { sendModern } from '../protocol/modern-client.ts'
import { gate, reach, read } from '../protocol/testbed.ts'
import { logged } from './mount.ts'
import { portOf } from './port-of.ts'

function toolkit(open: () => Promise<void>): Toolkit {
  return { name: 'disk', open, register: target => void target.tool('one', { description: 'One.', run: () => 1 }) }
}

test('a toolkit that cannot be opened makes each request a 503, and is told to the operator once', async t => {
  const broken = toolkit(async () => {
    throw new Error('the disk is gone')
  })
  const { server, log } = logged(made => made.use(broken))
  const served = reach(`http://127.0.0.1:${await portOf(t, createHttpServer(server.handler()))}/mcp`, server)
  for (let count = 0; count < 3; count++) {
    const answer = await sendModern(served, { method: 'tools/list' })
    assert.equal(answer.status, 503)
    assert.equal((await read(answer)).error?.message, 'The server could not start')
  }
  assert.deepEqual(
    log.map(({ level, event }) => [level, event]),
    [['error', 'mount.not_ready']],
  )
  assert.match(String(log[0]?.fields['error']), /the disk is gone/)
})

test('requests that come before the toolkits are open wait for them, and they are opened once', async t => {
  const opening = gate()
  let opened = 0
  const slow = toolkit(() => {
    opened++
    return opening.promise
  })
  const { server } = logged(made => made.use(slow))
  const served = reach(`http://127.0.0.1:${await portOf(t, createHttpServer(server.handler()))}/mcp`, server)
  const answers = [1, 2, 3].map(id => sendModern(served, { id, method: 'tools/list' }))
  opening.open()
  for (const answer of answers) assert.equal((await answer).status, 200)
  assert.equal(opened, 1)
})
