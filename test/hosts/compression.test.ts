import assert from 'node:assert/strict'
import { createServer as createHttpServer, type ServerResponse } from 'node:http'
import { type TestContext, test } from 'node:test'
import { constants, createGzip } from 'node:zlib'
import compression from 'compression'
import express, { type RequestHandler } from 'express'
import type { Server } from '../../src/index.ts'
import { EventReader } from '../protocol/event-reader.ts'
import { textOf } from '../protocol/message.ts'
import { callModern, sendModern } from '../protocol/modern-client.ts'
import { gate, reach } from '../protocol/testbed.ts'
import { logged } from './mount.ts'
import { portOf } from './port-of.ts'

/** A tool that reports, and goes on when its report has arrived. */
async function reporting(t: TestContext, middleware: RequestHandler) {
  const arrived = gate()
  const define = (server: Server) =>
    server.tool('report', {
      description: 'Reports, then waits until the report was read.',
      run: async (_args, call) => {
        call.progress(1)
        await arrived.promise
        return 'x'.repeat(5000)
      },
    })
  const { server, log } = logged(define)
  const app = express()
  app.use(middleware)
  app.use('/mcp', server.handler())
  const served = reach(`http://127.0.0.1:${await portOf(t, createHttpServer(app))}/mcp`, server, log)
  return { served, log, arrived: arrived.open }
}

async function readAsItComes(t: TestContext, middleware: RequestHandler) {
  const { served, log, arrived } = await reporting(t, middleware)
  for (let count = 0; count < 2; count++) {
    const answer = await sendModern(served, {
      method: 'tools/call',
      params: { name: 'report' },
      meta: { progressToken: 'p' },
    })
    const events = new EventReader(answer)
    assert.equal((await events.nextMessage())?.method, 'notifications/progress')
    arrived()
    assert.equal(textOf((await events.nextMessage())!).length, 5000)
  }
  return log.filter(({ event }) => event === 'mount.compressed')
}

test('behind compression(), events arrive as they are sent, and long answers are packed', async t => {
  assert.deepEqual(await readAsItComes(t, compression({ threshold: 0 })), [])
  const { served, arrived } = await reporting(t, compression({ threshold: 0 }))
  arrived()
  const answer = await sendModern(served, { method: 'tools/call', params: { name: 'report' } })
  assert.equal(answer.headers.get('content-encoding'), 'gzip')
  assert.equal(textOf(await callModern(served, 'report')).length, 5000)
  await answer.text()
})

test('behind what packs streams too, events arrive as they are sent, and the operator is told once', async t => {
  const told = await readAsItComes(t, packEverything)
  assert.equal(told.length, 1)
  assert.equal(told[0]?.level, 'warn')
  assert.match(String(told[0]?.fields['advice']), /Mount Lintel before it/)
})

/** Compresses whatever comes, and holds it back until it is told to flush. */
const packEverything: RequestHandler = (_request, response, next) => {
  const gzip = createGzip()
  const { writeHead, write, end } = response
  gzip.on('data', (bytes: Buffer) => void write.call(response, bytes, 'utf8'))
  gzip.once('end', () => end.call(response, undefined, 'utf8'))
  Object.assign(response, {
    writeHead(status: number, headers: readonly string[]) {
      for (let i = 0; i < headers.length; i += 2) response.setHeader(headers[i]!, headers[i + 1]!)
      response.setHeader('content-encoding', 'gzip')
      response.removeHeader('content-length')
      return writeHead.call(response, status)
    },
    write: (text: string) => gzip.write(text),
    end: (text?: string) => void (text === undefined ? gzip.end() : gzip.end(text)),
    flush: () => gzip.flush(constants.Z_SYNC_FLUSH),
  } satisfies Partial<Record<keyof ServerResponse | 'flush', unknown>>)
  next()
}
