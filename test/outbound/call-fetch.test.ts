import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Call, OutboundSettings } from '../../src/index.ts'
import { z } from '../../src/index.ts'
import { maxKeptOrigins } from '../../src/outbound/node-fetch.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import type { Message } from '../protocol/message.ts'
import { failureOf, textOf } from '../protocol/message.ts'
import { callModern } from '../protocol/modern-client.ts'
import { gate, type Served, serve } from '../protocol/testbed.ts'
import { startTarget } from './targets.ts'

type Fetching = (url: string, call: Call) => Promise<unknown>

const readAll: Fetching = async (url, call) => (await call.fetch(url)).text()

/** A server whose tool `get` fetches the address that it is given. */
function serveFetching(t: TestContext, outbound: OutboundSettings = {}, run: Fetching = readAll): Promise<Served> {
  return serve(
    t,
    server => {
      server.tool('get', {
        description: 'Fetches an address.',
        limit: 'off',
        input: z.object({ url: z.string() }),
        run: ({ url }, call) => run(url, call),
      })
    },
    { outbound },
  )
}

const eras: Readonly<Record<string, (served: Served, url: string) => Promise<Message>>> = {
  '2026-07-28': (served, url) => callModern(served, 'get', { url }),
  '2025-11-25': async (served, url) => (await LegacyClient.connect(served)).call('get', { url }),
}

for (const [era, get] of Object.entries(eras)) {
  test(`${era}: no way to write this machine's address reaches it`, async t => {
    const target = await startTarget(t, (_, response) => response.end('secret'), '::')
    const served = await serveFetching(t)
    const hosts = [
      '127.0.0.1',
      '127.0.0.1.',
      '127.1',
      '127.0.1',
      '2130706433',
      '0x7f000001',
      '0x7f.0.0.1',
      '0177.0.0.1',
      '017700000001',
      '0',
      '0.0.0.0',
      '127.255.255.254',
      '%31%32%37.0.0.1',
      '１２７.0.0.1',
      '127。0。0。1',
      'localhost',
      'LOCALHOST',
      'localhost.',
      'a.localhost',
      '[::1]',
      '[::]',
      '[0:0:0:0:0:0:0:1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::127.0.0.1]',
      '[64:ff9b::127.0.0.1]',
      '[2002:7f00:1::]',
      '[fe80::1]',
      '[fc00::1]',
      '169.254.169.254',
      '10.0.0.1',
      '192.168.0.1',
      '100.64.0.1',
    ]
    for (const host of hosts) {
      const answer = await get(served, `http://${host}:${target.port}/`)
      assert.equal(failureOf(answer.result).code, 'OUTBOUND_REFUSED', host)
      assert.doesNotMatch(textOf(answer), /secret/)
    }
    assert.equal(target.requests.length, 0)
    assert.equal(target.sockets.size, 0)
  })

  test(`${era}: other schemes, credentials in the address and what is no address are refused`, async t => {
    const served = await serveFetching(t)
    for (const url of [
      'file:///etc/passwd',
      'data:text/plain,hi',
      'ftp://example.com/',
      'http://me:pw@example.com/',
      'blob:x',
      'nothing',
      '//example.com',
    ])
      assert.equal(failureOf((await get(served, url)).result).code, 'OUTBOUND_REFUSED', url)
  })
}

test('what the operator allows is reached: by host on every port, by host and port on that one alone', async t => {
  const target = await startTarget(t, (_, response) => response.end('hello'))
  const other = await startTarget(t, (_, response) => response.end('other'))
  const byHost = await serveFetching(t, { allow: ['127.0.0.1'] })
  assert.equal(textOf(await callModern(byHost, 'get', { url: `http://127.0.0.1:${target.port}/` })), 'hello')
  assert.equal(textOf(await callModern(byHost, 'get', { url: `http://127.0.0.1:${other.port}/` })), 'other')
  const byPort = await serveFetching(t, { allow: [`LOCALHOST:${target.port}`] })
  assert.equal(textOf(await callModern(byPort, 'get', { url: `http://localhost:${target.port}/` })), 'hello')
  for (const url of [`http://localhost:${other.port}/`, `http://127.0.0.1:${target.port}/`])
    assert.equal(failureOf((await callModern(byPort, 'get', { url })).result).code, 'OUTBOUND_REFUSED', url)
  assert.equal(other.requests.length, 1)
})

test('a redirect is checked like an address of its own, whatever it is written as', async t => {
  const inner = await startTarget(t, (_, response) => response.end('secret'))
  let location = ''
  const outer = await startTarget(t, (_, response) => response.writeHead(302, { location }).end())
  const served = await serveFetching(t, { allow: [`127.0.0.1:${outer.port}`] })
  for (const to of [
    `http://127.0.0.1:${inner.port}/`,
    `http://localhost:${inner.port}/`,
    `http://0x7f000001:${inner.port}/`,
    `//127.1:${inner.port}/`,
    `http://[::1]:${inner.port}/`,
    'file:///etc/passwd',
  ]) {
    location = to
    const answer = await callModern(served, 'get', { url: `http://127.0.0.1:${outer.port}/` })
    assert.match(failureOf(answer.result).code ?? '', /^OUTBOUND_(?:REFUSED|FAILED)$/, to)
    assert.doesNotMatch(textOf(answer), /secret/)
  }
  assert.equal(inner.requests.length, 0)
  location = `http://127.0.0.1:${outer.port}/`
  const endless = await callModern(served, 'get', { url: location })
  assert.equal(failureOf(endless.result).code, 'OUTBOUND_FAILED')
})

test('an answer above the limit is broken off: announced, in pieces, and packed small', async t => {
  const bodies: Readonly<
    Record<string, (write: (headers: Record<string, string>, ...pieces: Buffer[]) => void) => void>
  > = {
    announced: write => write({ 'content-length': '20000' }, Buffer.alloc(20_000)),
    pieces: write => write({}, Buffer.alloc(6000), Buffer.alloc(6000)),
    packed: write => {
      const bomb = gzipSync(Buffer.alloc(50_000_000))
      write({ 'content-encoding': 'gzip', 'content-length': String(bomb.length) }, bomb)
    },
  }
  const target = await startTarget(t, ({ url }, response) => {
    bodies[url!.slice(1)]!((headers, ...pieces) => {
      response.writeHead(200, headers)
      for (const piece of pieces) response.write(piece)
      response.end()
    })
  })
  const served = await serveFetching(t, { allow: ['127.0.0.1'], body: 100_000 })
  const small = await serveFetching(t, { allow: ['127.0.0.1'], body: 10_000 })
  for (const [path, by] of [
    ['announced', small],
    ['pieces', small],
    ['packed', served],
  ] as const) {
    const { result } = await callModern(by, 'get', { url: `http://127.0.0.1:${target.port}/${path}` })
    assert.equal(failureOf(result).code, 'OUTBOUND_TOO_LARGE', path)
  }
  assert.equal(
    textOf(await callModern(served, 'get', { url: `http://127.0.0.1:${target.port}/pieces` })).length,
    12_000,
  )
})

test('HEAD of what is above the limit is answered, since nothing of it comes', async t => {
  const target = await startTarget(t, (_, response) => response.writeHead(200, { 'content-length': 100_000 }).end())
  const served = await serveFetching(t, { allow: ['127.0.0.1'], body: 10_000 }, async (url, call) => {
    const { status, headers } = await call.fetch(url, { method: 'HEAD' })
    return `${status} ${headers.get('content-length')}`
  })
  assert.equal(textOf(await callModern(served, 'get', { url: `http://127.0.0.1:${target.port}/` })), '200 100000')
})

test('an exchange that takes too long ends, before the headers and in the body, with a retryable error', async t => {
  const target = await startTarget(t, ({ url }, response) => {
    if (url === '/body') response.writeHead(200).write('begin')
  })
  const served = await serveFetching(t, { allow: ['127.0.0.1'], timeout: 100 })
  for (const path of ['headers', 'body']) {
    const { result } = await callModern(served, 'get', { url: `http://127.0.0.1:${target.port}/${path}` })
    const { code, category, retryable } = failureOf(result)
    assert.deepEqual(
      { code, category, retryable },
      { code: 'OUTBOUND_TIMEOUT', category: 'EXTERNAL_ERROR', retryable: true },
    )
  }
})

test('a call that its client leaves ends its exchange', async t => {
  const left = gate()
  const target = await startTarget(t, (_, response) => response.once('close', left.open))
  const served = await serveFetching(t, { allow: ['127.0.0.1'] })
  const hangUp = new AbortController()
  const answer = callModern(served, 'get', { url: `http://127.0.0.1:${target.port}/` }, { signal: hangUp.signal })
  while (target.requests.length === 0) await new Promise(setImmediate)
  hangUp.abort()
  await assert.rejects(answer)
  await left.promise
})

test("the handler's own signal ends the exchange as well, and what it is told is an abort", async t => {
  const target = await startTarget(t, () => {})
  const served = await serveFetching(t, { allow: ['127.0.0.1'] }, async (url, call) => {
    const own = new AbortController()
    const answer = call.fetch(url, { signal: own.signal })
    own.abort()
    return answer.then(
      () => 'answered',
      (error: Error) => error.name,
    )
  })
  assert.equal(textOf(await callModern(served, 'get', { url: `http://127.0.0.1:${target.port}/` })), 'AbortError')
})

test('connections are used again, and end with the server', async t => {
  const target = await startTarget(t, (_, response) => response.end('x'))
  const served = await serveFetching(t, { allow: ['127.0.0.1'] })
  for (let i = 0; i < 20; i++) await callModern(served, 'get', { url: `http://127.0.0.1:${target.port}/` })
  assert.equal(target.requests.length, 20)
  assert.equal(target.sockets.size, 1)
  const [socket] = target.sockets as Set<import('node:net').Socket>
  const closed = once(socket!, 'close')
  await served.server.close()
  await closed
})

test('an answer with a status that nothing may have fails, and keeps no connection', async t => {
  const raw = createServer(socket => {
    socket.on('error', () => {})
    socket.on('data', data => {
      const [, status] = /^GET \/(\d+)/.exec(String(data)) ?? []
      // Of 999 the body has no end.
      socket.write(`HTTP/1.1 ${status} Odd\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n`)
      if (status === '200') socket.write('0\r\n\r\n')
    })
  })
  await once(raw.listen(0, '127.0.0.1'), 'listening')
  t.after(() => raw.close())
  const { port } = raw.address() as AddressInfo
  const served = await serveFetching(t, { allow: ['127.0.0.1'], connections: 2 })
  for (let count = 0; count < 3; count++) {
    const odd = await callModern(served, 'get', { url: `http://127.0.0.1:${port}/999` })
    assert.equal(failureOf(odd.result).code, 'OUTBOUND_FAILED')
  }
  assert.equal(textOf(await callModern(served, 'get', { url: `http://127.0.0.1:${port}/200` })), 'hello')
})

test('to so many origins connections are kept; those to others end with the exchange', async t => {
  const closing: boolean[] = []
  const target = await startTarget(
    t,
    ({ headers }, response) => {
      closing.push(headers.connection === 'close')
      response.end('ok')
    },
    '0.0.0.0',
  )
  const names = Array.from({ length: maxKeptOrigins + 5 }, (_, index) => `127.0.1.${index + 1}`)
  const served = await serveFetching(t, { allow: names })
  for (const name of names)
    assert.equal(textOf(await callModern(served, 'get', { url: `http://${name}:${target.port}/` })), 'ok')
  assert.deepEqual(
    closing,
    names.map((_, index) => index >= maxKeptOrigins),
  )
})

test('at most so many connections to one origin are open at once', async t => {
  const hold = gate()
  const target = await startTarget(t, (_, response) => void hold.promise.then(() => response.end('x')))
  const served = await serveFetching(t, { allow: ['127.0.0.1'], connections: 3 }, async (url, call) => {
    const all = Promise.all(Array.from({ length: 10 }, async () => (await call.fetch(url)).text()))
    while (target.requests.length < 3) await new Promise(setImmediate)
    hold.open()
    return (await all).join('')
  })
  assert.equal(textOf(await callModern(served, 'get', { url: `http://127.0.0.1:${target.port}/` })), 'x'.repeat(10))
  assert.equal(target.sockets.size, 3)
})

test('the trace of the call goes on: its id, a span of its own, and what vendors keep beside it', async t => {
  const target = await startTarget(t, (_, response) => response.end('x'))
  const served = await serveFetching(t, { allow: ['127.0.0.1'] })
  const trace = '0af7651916cd43dd8448eb211c80319c'
  const traceparent = `00-${trace}-b7ad6b7169203331-01`
  const url = `http://127.0.0.1:${target.port}/`
  await callModern(served, 'get', { url }, { meta: { traceparent, tracestate: 'vendor=1' } })
  await callModern(served, 'get', { url }, { headers: { traceparent, tracestate: 'vendor=2' } })
  await callModern(served, 'get', { url })
  const sent = target.requests.map(({ headers }) => headers)
  for (const { traceparent } of sent.slice(0, 2))
    assert.match(String(traceparent), new RegExp(`^00-${trace}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`))
  assert.deepEqual(
    sent.map(({ tracestate }) => tracestate),
    ['vendor=1', 'vendor=2', undefined],
  )
  assert.match(String(sent[2]!.traceparent), /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
})

test('requests of every kind arrive as they were made, and answers can be read in every way', async t => {
  const target = await startTarget(t, async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        method: request.method,
        type: request.headers['content-type'],
        body,
        own: request.headers['x-own'],
      }),
    )
  })
  const served = await serveFetching(t, { allow: ['127.0.0.1'] }, async (url, call) => {
    const form = new FormData()
    form.set('file', new Blob(['contents']), 'a.txt')
    const answers = await Promise.all([
      call.fetch(url, {
        method: 'POST',
        body: '{"a":1}',
        headers: { 'content-type': 'application/json', 'x-own': 'yes' },
      }),
      call.fetch(new Request(url, { method: 'PUT', body: 'text', headers: { 'x-own': 'request' } })),
      call.fetch(new URL(url), { method: 'POST', body: new URLSearchParams({ a: 'b' }) }),
      call.fetch(url, { method: 'POST', body: form }),
      call.fetch(url, { method: 'HEAD' }),
    ])
    assert.ok(answers.every(answer => answer instanceof Response && answer.ok && answer.url === url))
    return Promise.all(answers.slice(0, 4).map(answer => answer.json()))
  })
  const [json, request, search, form] = JSON.parse(
    textOf(await callModern(served, 'get', { url: `http://127.0.0.1:${target.port}/` })),
  )
  assert.deepEqual(json, { method: 'POST', type: 'application/json', body: '{"a":1}', own: 'yes' })
  assert.equal(request.method, 'PUT')
  assert.equal(request.body, 'text')
  assert.equal(request.own, 'request')
  assert.equal(search.body, 'a=b')
  assert.match(form.type, /^multipart\/form-data; boundary=/)
  assert.match(form.body, /filename="a.txt"[\s\S]*contents/)
})

test('a system that refuses connections, or answers garbage, is an external error, and the log has the cause', async t => {
  const target = await startTarget(t, (_, response) => void response.socket?.end('garbage\r\n\r\n'))
  const served = await serveFetching(t, { allow: ['127.0.0.1'] })
  for (const port of [1, target.port]) {
    const { result } = await callModern(served, 'get', { url: `http://127.0.0.1:${port}/` })
    const { code, category, retryable } = failureOf(result)
    assert.deepEqual(
      { code, category, retryable },
      { code: 'OUTBOUND_FAILED', category: 'EXTERNAL_ERROR', retryable: true },
    )
  }
  const logged = served.log.filter(({ event }) => event === 'tool.failed')
  assert.equal(logged.length, 2)
  assert.ok(logged.every(({ fields }) => fields['cause'] instanceof Error))
})

test("a refused address says which setting allows it, to the agent and, ten times a minute, in the operator's log", async t => {
  const served = await serveFetching(t)
  for (let count = 0; count < 12; count++) {
    const answer = await callModern(served, 'get', { url: 'http://10.0.0.7/metrics' })
    assert.match(textOf(answer), /10\.0\.0\.7 may not be fetched.*name this host in outbound\.allow/)
  }
  const lines = served.log.filter(({ event }) => event === 'outbound.refused')
  assert.equal(lines.length, 10)
  const { tool, host, advice, correlationId } = lines[0]!.fields
  assert.deepEqual([lines[0]!.level, tool, host, typeof correlationId], ['warn', 'get', '10.0.0.7', 'string'])
  assert.match(String(advice), /outbound\.allow/)
})

test("a redirect to a private address is in the operator's log, too", async t => {
  const target = await startTarget(t, (_, response) => response.writeHead(302, { location: 'http://10.0.0.8/' }).end())
  const served = await serveFetching(t, { allow: [`127.0.0.1:${target.port}`] })
  await callModern(served, 'get', { url: `http://127.0.0.1:${target.port}/` })
  const line = served.log.find(({ event }) => event === 'outbound.refused')
  assert.equal(line?.fields['host'], '10.0.0.8')
})
