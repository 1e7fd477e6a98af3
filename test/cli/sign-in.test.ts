import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createServer } from '../../src/index.ts'
import { run } from './lintel-process.ts'
import { filesConfig, makeWorkspace } from './workspace.ts'

const token = 'opened-by-this-alone'

/** A server that answers who signed in: with the token, or with a header of another kind. */
async function startShop() {
  const server = createServer({ name: 'shop', version: '1.0.0' })
  server.tool('who', { description: 'Who asks.', run: (_, { principal }) => principal.id })
  const mcp = server.handler({
    principal: ({ headers }) =>
      headers.authorization === `Bearer ${token}`
        ? { id: 'by token' }
        : headers['x-key'] === token && headers['x-tenant'] === 'a: b'
          ? { id: 'by headers' }
          : undefined,
  })
  const listener = createHttpServer((request, response) => mcp(request, response)).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/mcp`,
    [Symbol.asyncDispose]: async () => {
      await server.close()
      listener.close()
    },
  }
}

for (const era of ['2026-07-28', '2025-11-25'])
  test(`${era}: call signs in with --token, LINTEL_TOKEN or headers of any name`, async () => {
    await using shop = await startShop()
    const call = ['call', 'who', '--url', shop.url, '--era', era]
    assert.equal((await run([...call, '--token', token])).stdout, 'by token\n')
    assert.equal((await run(call, { environment: { LINTEL_TOKEN: token } })).stdout, 'by token\n')
    const headers = ['--header', `X-Key: ${token}`, '--header', 'X-Tenant: a: b']
    assert.equal((await run([...call, ...headers])).stdout, 'by headers\n')
    const own = ['--header', `authorization:Bearer ${token}`]
    assert.equal((await run([...call, ...own], { environment: { LINTEL_TOKEN: 'another' } })).stdout, 'by token\n')
  })

test('tools signs in as call does', async () => {
  await using shop = await startShop()
  assert.match((await run(['tools', '--url', shop.url, '--token', token])).stdout, /^who\n/)
})

test('who did not sign in, or in vain, reads what to do, and never the token', async () => {
  await using shop = await startShop()
  for (const command of [['tools'], ['call', 'who']]) {
    const without = await run([...command, '--url', shop.url])
    assert.deepEqual([without.code, without.stdout], [1, ''])
    assert.match(without.stderr, /^The server answered 401: Authentication failed\nPass --token .* --header/)
    const inVain = await run([...command, '--url', shop.url, '--token', 'guessed-it'])
    assert.deepEqual([inVain.code, inVain.stdout], [1, ''])
    assert.match(inVain.stderr, /^The server answered 401: Authentication failed\n.*is not accepted/)
    assert.doesNotMatch(inVain.stderr, /guessed-it/)
  }
})

test('a header or token that cannot be sent is refused without its value, and ends with 2', async () => {
  for (const [args, said] of [
    [['--header', 'Authorization hunter2'], /Write --header as 'Name: value'/],
    [['--header', 'Not a name: hunter2'], /Write --header as 'Name: value'/],
    [['--header', 'X-Key: hunter2\r\nHost: other'], /The value of --header X-Key/],
    [['--header', 'Mcp-Session-Id: hunter2'], /Mcp-Session-Id is set by the command/],
    [['--token', 'hunter2\n'], /The value of --token/],
    [['--token', ''], /The value of --token/],
    [['--token', 'hunter2', '--header', 'Authorization: hunter2'], /Give either --token or --header Authorization/],
  ] as const) {
    const { code, stdout, stderr } = await run(['tools', ...args])
    assert.deepEqual([code, stdout], [2, ''], args.join(' '))
    assert.match(stderr, said)
    assert.doesNotMatch(stderr, /hunter2/)
  }
})

test('LINTEL_TOKEN is no setting: what reads the configuration lets it be', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig, 'files/a': '' })
  const { code, stderr } = await run(['config', 'check'], {
    folder: workspace.folder,
    environment: { LINTEL_TOKEN: token },
  })
  assert.deepEqual([code, stderr], [0, ''])
})
