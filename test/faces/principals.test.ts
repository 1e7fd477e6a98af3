import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { Server } from '../../src/index.ts'
import { hosts } from '../hosts/hosts.ts'
import { mount } from '../hosts/mount.ts'
import { type SignIn, signedIn } from '../hosts/sign-in.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { textOf } from '../protocol/message.ts'
import { callModern, modernBody, modernVersion } from '../protocol/modern-client.ts'
import { RawConnection, whole } from '../resilience/raw-connection.ts'

/** Takes more turns for some than for others, so that requests overtake one another. */
const signIn: SignIn = async authorization => {
  for (let turns = Number(authorization?.slice('user-'.length)) % 7; turns > 0; turns--) await turn()
  return { id: authorization ?? 'nobody' }
}

function define(server: Server): void {
  server.tool('who', {
    description: 'Says who calls, after some turns.',
    run: async (_args, call) => {
      for (let turns = Number(call.principal.id.slice('user-'.length)) % 5; turns > 0; turns--) await turn()
      return call.principal.id
    },
  })
}

const users = Array.from({ length: 60 }, (_, number) => `user-${number}`)

for (const host of hosts.filter(({ name }) => name !== 'listen')) {
  test(`${host.name}: of requests at once each is made for its own principal, with sessions and without`, async t => {
    const served = await mount(t, host, define, { signIn })
    const answers = users.flatMap(user => {
      const asked = signedIn(served, user)
      const inSession = LegacyClient.connect(asked).then(client => client.call('who'))
      return [callModern(asked, 'who'), callModern(asked, 'who', {}, { meta: { progressToken: user } }), inSession]
    })
    const said = (await Promise.all(answers)).map(textOf)
    assert.deepEqual(
      said,
      users.flatMap(user => [user, user, user]),
    )
  })

  if (!host.hasConnections || /https|http2/.test(host.name)) continue
  test(`${host.name}: of requests in one connection each is made for its own principal, and headers of the proxies before do not say who`, async t => {
    const served = await mount(t, host, define, { signIn })
    const connection = await RawConnection.open(served.url)
    const body = JSON.stringify(modernBody({ method: 'tools/call', params: { name: 'who' } }))
    const named = { 'mcp-protocol-version': modernVersion, 'mcp-method': 'tools/call', 'mcp-name': 'who' }
    const some = users.slice(0, 20)
    connection.write(
      some
        .map(user => whole(body, { ...named, Authorization: user, 'X-Forwarded-User': 'root', 'X-User-Id': 'root' }))
        .join(''),
    )
    await connection.until(/user-19"/)
    connection.socket.destroy()
    assert.deepEqual(
      [...connection.received.matchAll(/"text":"([^"]*)"/g)].map(([, said]) => said),
      some,
    )
  })
}
