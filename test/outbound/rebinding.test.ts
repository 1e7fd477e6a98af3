import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { LookupAddress } from 'node:dns'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { ToolError } from '../../src/errors.ts'
import { makeOutbound } from '../../src/outbound/make-outbound.ts'
import { makeNodeFetch, type Resolve } from '../../src/outbound/node-fetch.ts'
import { outgoing } from './outgoing.ts'
import { startTarget } from './targets.ts'

/** A name server that gives these answers in turn, and what was asked of it. */
function answering(...answers: readonly (readonly string[])[]): {
  readonly resolve: Resolve
  readonly asked: string[]
} {
  const asked: string[] = []
  const resolve = (
    name: string,
    _options: unknown,
    callback: (error: null, addresses: readonly LookupAddress[]) => void,
  ): void => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)]!
    asked.push(name)
    callback(
      null,
      addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  return { resolve: resolve as unknown as Resolve, asked }
}

/** The addresses that connections are tried to while `run` runs. */
async function attempts(run: () => Promise<unknown>): Promise<readonly string[]> {
  const tried: string[] = []
  const watch = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket }
    socket.on('connectionAttempt', (address: string) => tried.push(address))
  }
  subscribe('net.client.socket', watch)
  await run()
  unsubscribe('net.client.socket', watch)
  return tried
}

function outboundWith(resolve: Resolve) {
  return makeOutbound({ timeout: 200 }, { load: async limits => makeNodeFetch(limits, resolve) })
}

for (const [what, addresses] of [
  ['this machine', ['127.0.0.1']],
  ['a private network', ['10.1.2.3']],
  ['where clouds keep credentials', ['169.254.169.254']],
  ['this machine, in IPv6', ['::1']],
  ['a mapped address', ['::ffff:127.0.0.1']],
  ['a public address and a private one', ['93.184.216.34', '127.0.0.1']],
  ['nothing', []],
] as const) {
  test(`a name that leads to ${what} is refused, and nothing is connected to`, async () => {
    const { resolve, asked } = answering(addresses)
    const outbound = outboundWith(resolve)
    const tried = await attempts(() =>
      assert.rejects(outbound.fetch(outgoing, 'http://rebind.example:8080/'), (error: unknown) => {
        assert.ok(error instanceof ToolError)
        assert.equal(error.code, 'OUTBOUND_REFUSED')
        // What the name leads to would be a map of the network.
        assert.doesNotMatch(error.message, /127|10\.1|169|::/)
        return true
      }),
    )
    assert.deepEqual(tried, [])
    assert.deepEqual(asked, ['rebind.example'])
    await outbound.close()
  })
}

test('a name that is public first and private next is resolved once, and the first answer is what is connected to', async t => {
  const target = await startTarget(t, (_, response) => response.end('secret'))
  const { resolve, asked } = answering(['192.0.32.8'], ['127.0.0.1'])
  const outbound = outboundWith(resolve)
  const tried = await attempts(() => assert.rejects(outbound.fetch(outgoing, `http://rebind.example:${target.port}/`)))
  assert.deepEqual(asked, ['rebind.example'])
  assert.deepEqual(tried, ['192.0.32.8'])
  assert.equal(target.sockets.size, 0)
  await outbound.close()
})

test('a host that is allowed by name may lead anywhere', async t => {
  const target = await startTarget(t, (_, response) => response.end('hello'))
  const { resolve } = answering(['127.0.0.1'])
  const outbound = makeOutbound(
    { allow: ['billing.internal'] },
    { load: async limits => makeNodeFetch(limits, resolve) },
  )
  const answer = await outbound.fetch(outgoing, `http://billing.internal:${target.port}/`)
  assert.equal(await answer.text(), 'hello')
  await assert.rejects(outbound.fetch(outgoing, `http://other.internal:${target.port}/`), { code: 'OUTBOUND_REFUSED' })
  await outbound.close()
})
