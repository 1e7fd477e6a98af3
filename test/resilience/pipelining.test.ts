import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { createServer } from '../../src/index.ts'

test('pipelined requests are worked on one after the other, and all of them are answered in order', async t => {
  const server = createServer({ name: 'pipelining', version: '1.0.0', sessions: false })
  let running = 0
  let most = 0
  server.tool('slow', {
    description: 'Takes two turns of the event loop.',
    run: async () => {
      most = Math.max(most, ++running)
      await new Promise(resolve => setImmediate(resolve))
      running--
      return 'done'
    },
  })
  const { port, close } = await server.listen({ port: 0 })
  t.after(close)

  const count = 50
  const socket = connect(port, '127.0.0.1')
  socket.setEncoding('utf8')
  for (let id = 1; id <= count; id++) {
    const body = JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'slow' } })
    socket.write(
      `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
  }
  let received = ''
  const ids = () => [...received.matchAll(/"id":(\d+),/g)].map(match => Number(match[1]))
  await new Promise<void>(resolve => {
    socket.on('data', text => {
      received += text
      if (ids().length === count) resolve()
    })
  })
  socket.destroy()
  assert.equal(most, 1)
  assert.deepEqual(
    ids(),
    Array.from({ length: count }, (_, index) => index + 1),
  )
})

test('a connection that pipelines without end and reads nothing is ended', async t => {
  const server = createServer({ name: 'pipelining', version: '1.0.0', sessions: false })
  server.tool('hang', {
    description: 'Waits until its client is gone.',
    run: (_, { signal }) => new Promise(resolve => signal.addEventListener('abort', resolve, { once: true })),
  })
  const { port, close } = await server.listen({ port: 0 })
  t.after(close)
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'hang' } })
  const request = `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  const closed = new Promise<void>(resolve => socket.on('close', () => resolve()))
  socket.resume()
  socket.write(request.repeat(200))
  await closed
})
