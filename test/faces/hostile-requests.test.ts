import assert from 'node:assert/strict'
import { test } from 'node:test'
import { modernDraft } from '../differential/drafts.ts'
import { write } from '../differential/requests.ts'
import { hosts } from '../hosts/hosts.ts'
import { logged, mount } from '../hosts/mount.ts'
import { RawConnection } from '../resilience/raw-connection.ts'

const { headers, body } = write(modernDraft('tools/call', { name: 'who', arguments: {} }, 1, {}, {}))
const length = `Content-Length: ${body.length}`
const pieces = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`

/** What a request says where: each member replaces what is usual. */
interface Hostile {
  readonly target?: string
  readonly host?: string
  readonly framing?: string
  readonly sent?: string
}

/** Requests that two readers might cut apart at different places (RFC 9112, section 11.2). */
const ambiguous: readonly Hostile[] = [
  { framing: `${length}\r\nContent-Length: 5` },
  { framing: `Content-Length: 5, ${body.length}` },
  { framing: `Content-Length: +${body.length}` },
  { framing: 'Content-Length: 0x10' },
  { framing: 'Content-Length: -1' },
  { framing: `${length}\r\nTransfer-Encoding: chunked`, sent: pieces },
  { framing: 'Transfer-Encoding: chunked\r\nContent-Length: 5', sent: pieces },
  { framing: 'Transfer-Encoding: identity' },
  { framing: 'Transfer-Encoding: xchunked', sent: pieces },
  { framing: 'Transfer-Encoding: chunked, identity', sent: pieces },
  { framing: 'Transfer-Encoding : chunked', sent: pieces },
  { framing: 'Transfer-Encoding: chunked', sent: pieces.replaceAll('\r\n', '\n') },
  { framing: `${length}\r\nX-A: a\r\n b` },
  { framing: `${length}\r\nX-A: a\rX-B: b` },
]

/** Names of another machine, some of which a careless reader takes for this one. */
const foreign: readonly Hostile[] = [
  ...[
    'evil.example',
    'localhost.evil.example',
    'localhost@evil.example',
    'evil.example#@localhost',
    'evil.example\\@localhost',
    'localhost, evil.example',
    'evil.example:80:localhost',
    'localhost:80@evil.example',
    'localhost/.evil.example',
    '127.0.0.1.evil.example',
    'local%68ost',
    '',
  ].map(host => ({ host: `Host: ${host}\r\n` })),
  { host: 'Host: evil.example\r\nX-Forwarded-Host: localhost\r\nForwarded: host=localhost\r\n' },
  { host: 'Host: evil.example\r\nHost: localhost\r\n' },
]

/** A target with a host of its own: some hosts route it here, some elsewhere. */
const absolute: Hostile = { host: 'Host: evil.example\r\n', target: 'http://localhost/mcp' }

for (const host of hosts.filter(({ hasConnections, name }) => hasConnections && !/https|http2/.test(name))) {
  test(`${host.name}: what two readers might cut apart differently, and what names another machine, runs no tool`, async t => {
    let calls = 0
    const served = await mount(t, host, server =>
      server.tool('who', { description: 'Counts its calls.', run: () => ++calls }),
    )
    const send = async (hostile: Hostile) => {
      const connection = await RawConnection.open(served.url)
      connection.write(compose(hostile))
      const [, status] = await connection.until(/^HTTP\/1\.1 (\d+) /)
      connection.socket.destroy()
      return Number(status)
    }
    for (const hostile of ambiguous) assert.equal(await send(hostile), 400, JSON.stringify(hostile))
    for (const hostile of foreign) assert.ok([400, 403].includes(await send(hostile)), JSON.stringify(hostile))
    await send(absolute)
    assert.equal(calls, 0)
    assert.equal(await send({}), 200)
    assert.equal(calls, 1)
    assert.deepEqual(
      served.log.filter(({ level }) => level === 'error'),
      [],
    )
  })
}

test('a fetch request that names no host, whose address its host could not make out, is refused and no error', async () => {
  const { server, log } = logged(() => {})
  const request = new Request('http://localhost/mcp', { method: 'POST', headers, body })
  // What Bun makes of HTTP/1.0.
  Object.defineProperty(request, 'url', { value: '/mcp?at=http://localhost/' })
  const answer = await server.fetch(request, { remoteAddr: { hostname: '127.0.0.1' } })
  assert.equal(answer.status, 403)
  assert.match(await answer.text(), /Host not allowed/)
  assert.ok(log.every(({ level }) => level !== 'error'))
})

test('what a host is called with tells who connects only in the shapes of hosts, however odd it is', async () => {
  const { server, log } = logged(() => {})
  const itself: Record<string, unknown> = {}
  itself['server'] = itself
  const odd: readonly unknown[] = [
    itself,
    { remoteAddr: '127.0.0.1' },
    { remoteAddr: { hostname: { toString: () => '127.0.0.1' } } },
    { requestIP: () => ({ address: 7 }) },
    { requestIP: () => null },
    { remoteAddress: '127.0.0.1', address: '127.0.0.1', ip: '127.0.0.1' },
    { incoming: { headers: { 'x-forwarded-for': '127.0.0.1' }, socket: {} } },
    { server: { server: { remoteAddr: { hostname: '127.0.0.1' } } } },
    '127.0.0.1',
    null,
  ]
  for (const given of odd) {
    const request = new Request('http://localhost/mcp', { method: 'POST', headers, body })
    assert.equal((await server.fetch(request, given)).status, 403)
  }
  assert.ok(log.every(({ level }) => level !== 'error'))
})

function compose({ target = '/mcp', host = 'Host: localhost\r\n', framing = length, sent = body }: Hostile): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${target} HTTP/1.1\r\n${host}${lines.join('')}${framing}\r\n\r\n${sent}`
}
