import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { MountOptions } from '../../src/index.ts'
import { modernBody, modernVersion } from '../protocol/modern-client.ts'
import { logged } from './mount.ts'

const thisMachine = { remoteAddr: { hostname: '127.0.0.1' } }
const usual = {
  'content-type': 'application/json',
  'mcp-protocol-version': modernVersion,
  'mcp-method': 'tools/call',
  'mcp-name': 'slow',
}

function ask(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  host: readonly unknown[] = [thisMachine],
  options: MountOptions<Request> = {},
): Promise<Response> {
  const { server } = logged(defined =>
    // It takes longer than the request, so that the host is asked for patience.
    defined.tool('slow', { description: 'Takes a turn.', run: async () => void (await turn()) }),
  )
  const body = JSON.stringify(modernBody({ method: 'tools/call', params: { name: 'slow' } }))
  return server.fetchHandler(options)(
    new Request(url, { method: 'POST', headers: { ...usual, ...headers }, body }),
    ...host,
  )
}

const statusOf = async (...sent: Parameters<typeof ask>) => (await ask(...sent)).status

test('the Host header and the host of the address must both be known, where a client says two', async () => {
  assert.equal(await statusOf('http://localhost:3000/mcp', { host: 'localhost:3000' }), 200)
  assert.equal(await statusOf('http://localhost:3000/mcp', { host: '127.0.0.1:3000' }), 200)
  assert.equal(await statusOf('http://localhost/mcp', { host: 'LOCALHOST:80' }), 200)
  assert.equal(await statusOf('http://evil.example/mcp', { host: 'localhost' }), 403)
  assert.equal(await statusOf('http://localhost/mcp', { host: 'evil.example' }), 403)
  assert.equal(await statusOf('http://localhost/mcp'), 200)
  assert.equal(await statusOf('http://evil.example/mcp'), 403)
})

test('an address that the host made up, such as of the name that it runs under, is not the word of a client', async () => {
  const options = { principal: () => ({ id: 'ann' }), publicUrl: 'https://shop.example/mcp' }
  assert.equal(await statusOf('http://0.0.0.0:3000/mcp', { host: 'shop.example' }, [], options), 200)
  assert.equal(await statusOf('http://shop.example/mcp', { host: 'evil.example' }, [], options), 403)
})

const traps: Readonly<Record<string, unknown>> = {
  'a proxy': new Proxy({}, { get: () => assert.fail('a trap') }),
  ...Object.fromEntries(
    ['waitUntil', 'remoteAddr', 'requestIP', 'server', 'incoming', 'timeout'].map(name => [
      name,
      Object.defineProperty({}, name, { get: () => assert.fail('a trap') }),
    ]),
  ),
  'a requestIP that throws': { requestIP: () => assert.fail('a trap') },
}
for (const [name, trap] of Object.entries(traps)) {
  test(`what throws when it is looked at, ${name}, tells nothing, and breaks nothing`, async () => {
    assert.equal(await statusOf('http://localhost/mcp', {}, [trap]), 403)
    assert.equal(await statusOf('http://localhost/mcp', {}, [trap, thisMachine]), 200)
  })
}

test('a page of the host of an https address must have come by https as well', async () => {
  const options = {
    principal: () => ({ id: 'ann' }),
    publicUrl: 'https://shop.example/mcp',
    allowedHosts: ['lan.example'],
  }
  const from = (origin: string, more: MountOptions<Request> = {}) =>
    statusOf('https://shop.example/mcp', { origin }, [], { ...options, ...more })
  assert.equal(await from('https://shop.example'), 200)
  assert.equal(await from('https://shop.example:8443'), 200)
  assert.equal(await from('http://shop.example'), 403)
  assert.equal(await from('http://shop.example', { allowedOrigins: ['http://shop.example'] }), 200)
  assert.equal(await from('http://lan.example'), 200)
  assert.equal(await from('http://localhost:5173'), 200)
  assert.equal(await from('http://shop.example', { publicUrl: 'http://shop.example/mcp' }), 200)
})

const thenables: Readonly<Record<string, (accept: (named: unknown) => void, fail: (error: Error) => void) => unknown>> =
  {
    'names nobody and returns a promise of nothing': async accept => accept(undefined),
    'fails and returns a promise of nothing': async (_accept, fail) => fail(new Error('no')),
    'fails first and names somebody then': async (accept, fail) => {
      fail(new Error('no'))
      accept({ id: 'ann' })
    },
  }
for (const [what, then] of Object.entries(thenables)) {
  test(`a sign-in whose own kind of promise ${what} signs nobody in`, async () => {
    const principal = (() => ({ then })) as unknown as NonNullable<MountOptions<Request>['principal']>
    assert.equal(await statusOf('http://localhost/mcp', {}, [], { principal }), 401)
  })
}
