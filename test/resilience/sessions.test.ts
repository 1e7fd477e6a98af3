import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { FakeClock } from '../protocol/fake-clock.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { serve } from '../protocol/testbed.ts'

const minute = 60_000

test('10,000 sessions that are opened and left give their memory back', async () => {
  const script = fileURLToPath(new URL('./abandon-sessions.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script])
  const { before, full, after } = JSON.parse(stdout) as Record<'before' | 'full' | 'after', number>
  const megabytes = (bytes: number) => Math.round((bytes - before) / 1024 / 1024)
  assert.ok(full > before, 'the sessions took memory')
  assert.ok(
    megabytes(after) < 20,
    `${megabytes(after)} MB were not given back; at most ${megabytes(full)} MB were taken`,
  )
})

test('a session ends once it was idle for its time, and not while it is used or its client is connected', async t => {
  const clock = new FakeClock()
  const served = await serve(t, () => {}, { clock, limits: { sessions: { idleMs: 10 * minute } } })
  const used = await LegacyClient.connect(served)
  const idle = await LegacyClient.connect(served)
  const connected = await LegacyClient.connect(served)
  const stream = await connected.stream()
  for (let i = 0; i < 3; i++) {
    clock.advance(4 * minute)
    assert.deepEqual((await used.ask('ping')).result, {})
  }
  assert.equal((await idle.send('ping')).status, 404)
  served.server.notify.toolsChanged()
  assert.equal((await stream.nextMessage())?.method, 'notifications/tools/list_changed')
  assert.equal((await connected.send('ping')).status, 200)
})

test('at the cap, the session that was idle longest makes room', async t => {
  const clock = new FakeClock()
  const served = await serve(t, () => {}, { clock, limits: { sessions: { max: 3 } } })
  const connect = async () => {
    clock.advance(1)
    return LegacyClient.connect(served)
  }
  const [first, second, third] = [await connect(), await connect(), await connect()]
  clock.advance(1)
  await first.ask('ping')
  const fourth = await connect()
  assert.equal((await second.send('ping')).status, 404)
  for (const client of [first, third, fourth]) assert.equal((await client.send('ping')).status, 200)
})
