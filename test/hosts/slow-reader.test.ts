import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import type { Server } from '../../src/index.ts'
import { modernBody, sendModern } from '../protocol/modern-client.ts'
import { gate, type Served } from '../protocol/testbed.ts'
import { type Host, hosts } from './hosts.ts'
import { mount } from './mount.ts'

const streamBuffer = 256 * 1024
const piece = 'x'.repeat(64 * 1024)
/** What the sockets of both sides may hold beside the stream's own bound, and then some. */
const mostBytes = 24 * 1024 * 1024

for (const host of hosts) {
  test(`${host.name}: a reader of a stream that does not read is cut off when more than streamBuffer waits`, async t => {
    const ended = gate<number>()
    const define = (server: Server) =>
      server.tool('pour', {
        description: 'Reports as long as somebody listens.',
        run: async (_args, call) => {
          let bytes = 0
          while (!call.signal.aborted && bytes < 2 * mostBytes) {
            call.progress(bytes, undefined, piece)
            bytes += piece.length
            await new Promise(resolve => setImmediate(resolve))
          }
          ended.open(bytes)
          return 'ended'
        },
      })
    const served = await mount(t, host, define, { limits: { streamBuffer } })
    await openUnread(t, host, served)
    const poured = await ended.promise
    assert.ok(poured > streamBuffer, `${poured} bytes`)
    assert.ok(poured < mostBytes, `${poured} bytes`)
  })
}

/** Calls the tool, and reads nothing of what comes. */
async function openUnread(t: TestContext, { name, hasConnections }: Host, served: Served): Promise<void> {
  const request = { method: 'tools/call', params: { name: 'pour' }, meta: { progressToken: 'p' } }
  if (!hasConnections) {
    await sendModern(served, request)
    return
  }
  const { port, protocol } = new URL(served.url)
  const body = JSON.stringify(modernBody(request))
  const headers = {
    'content-type': 'application/json',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': 'pour',
  }
  if (name.includes('http2') && !name.includes('HTTP/1.1')) {
    const session = connectHttp2(`${protocol}//localhost:${port}`, { rejectUnauthorized: false, host: '127.0.0.1' })
    t.after(() => session.destroy())
    session.on('error', () => {})
    const stream = session.request({ ':method': 'POST', ':path': '/mcp', ...headers })
    stream.on('error', () => {})
    stream.end(body)
    await once(stream, 'response')
    return
  }
  const at = { port: Number(port), host: '127.0.0.1' }
  const socket = protocol === 'https:' ? connectTls({ ...at, rejectUnauthorized: false }) : connect(at)
  t.after(() => socket.destroy())
  socket.on('error', () => {})
  await once(socket, protocol === 'https:' ? 'secureConnect' : 'connect')
  const lines = Object.entries({ host: 'localhost', 'content-length': body.length, ...headers })
  socket.pause()
  socket.write(`POST /mcp HTTP/1.1\r\n${lines.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n${body}`)
}
