import assert from 'node:assert/strict'
import { createServer as createHttpServer } from 'node:http'
import { test } from 'node:test'
import express from 'express'
import type { Server } from '../../src/index.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { askModern, sendModern } from '../protocol/modern-client.ts'
import { reach } from '../protocol/testbed.ts'
import { logged } from './mount.ts'
import { portOf } from './port-of.ts'

const define = (name: string) => (server: Server) =>
  void server.tool(name, { description: 'One.', run: () => 1 }).resource('note:one', { read: () => name })

test('several servers in one process share neither tools nor sessions nor events', async t => {
  const [one, two] = [logged(define('first')).server, logged(define('second')).server]
  const app = express()
  app.use('/one', one.handler())
  app.use('/two', two.handler())
  const origin = `http://127.0.0.1:${await portOf(t, createHttpServer(app))}`
  const [atOne, atTwo] = [reach(`${origin}/one`, one), reach(`${origin}/two`, two)]
  const names = async (served: typeof atOne) =>
    (await askModern(served, { method: 'tools/list' })).result?.tools?.map(({ name }) => name)
  assert.deepEqual([await names(atOne), await names(atTwo)], [['first'], ['second']])

  const client = await LegacyClient.connect(atOne)
  const stranger = new LegacyClient(atTwo, client.sessionId, client.introduction)
  assert.equal((await stranger.send('tools/list')).status, 404)
  assert.equal((await stranger.get()).status, 404)

  await client.ask('resources/subscribe', { uri: 'note:one' })
  const stream = await client.stream()
  two.notify.resourceUpdated('note:one')
  one.notify.toolsChanged()
  assert.equal((await stream.nextMessage())?.method, 'notifications/tools/list_changed')

  await two.close()
  assert.equal((await sendModern(atTwo, { method: 'tools/list' })).status, 503)
  assert.deepEqual(await names(atOne), ['first'])
})

test('one server mounted twice has sessions of its own at each mount, and both hear of its events', async t => {
  const { server } = logged(define('only'))
  const app = express()
  app.use('/one', server.handler())
  app.use('/two', server.handler())
  const origin = `http://127.0.0.1:${await portOf(t, createHttpServer(app))}`
  const [atOne, atTwo] = [reach(`${origin}/one`, server), reach(`${origin}/two`, server)]
  const [client, other] = [await LegacyClient.connect(atOne), await LegacyClient.connect(atTwo)]
  const stranger = new LegacyClient(atTwo, client.sessionId, client.introduction)
  assert.equal((await stranger.send('tools/list')).status, 404)
  const streams = [await client.stream(), await other.stream()]
  server.notify.toolsChanged()
  for (const stream of streams) assert.equal((await stream.nextMessage())?.method, 'notifications/tools/list_changed')
})

test('a mount that is closed leaves the other mounts of its server open', async t => {
  const { server } = logged(define('only'))
  const app = express()
  const closing = server.handler()
  app.use('/one', closing)
  app.use('/two', server.handler())
  const origin = `http://127.0.0.1:${await portOf(t, createHttpServer(app))}`
  await closing.close()
  const status = async (path: string) =>
    (await sendModern(reach(`${origin}${path}`, server), { method: 'tools/list' })).status
  assert.deepEqual([await status('/one'), await status('/two')], [503, 200])
})
