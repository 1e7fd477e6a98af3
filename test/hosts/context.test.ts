import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import express from 'express'
import { createServer } from '../../src/index.ts'
import { sendModern } from '../protocol/modern-client.ts'
import { keepLog, reach } from '../protocol/testbed.ts'

test('what an application puts around its answers runs in the context of each request, however many are answered together', async t => {
  const server = createServer({ name: 'x', version: '1.0.0', logger: keepLog([]), practices: { limit: 'off' } })
  server.tool('echo', { description: 'Echoes.', run: () => 'done' })
  const context = new AsyncLocalStorage<string>()
  const app = express()
  app.use(express.json())
  app.use((request, response, next) => {
    const writeHead = response.writeHead.bind(response)
    response.writeHead = ((...args: Parameters<typeof writeHead>) => {
      response.setHeader('x-user', context.getStore() ?? 'nobody')
      return writeHead(...args)
    }) as typeof response.writeHead
    context.run(String(request.headers['x-user']), next)
  })
  app.use('/mcp', server.handler())
  const http = createHttpServer(app)
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  t.after(async () => {
    http.close()
    await server.close()
  })
  const served = reach(`http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`, server)
  const ask = async (user: string) => {
    const asked = { method: 'tools/call', params: { name: 'echo' }, headers: { 'x-user': user } }
    const answer = await sendModern(served, asked)
    await answer.text()
    return [answer.status, answer.headers.get('x-user')]
  }
  for (let round = 0; round < 10; round++) {
    const users = Array.from({ length: 20 }, (_, at) => `user-${round}-${at}`)
    assert.deepEqual(
      await Promise.all(users.map(ask)),
      users.map(user => [200, user]),
    )
  }
})
