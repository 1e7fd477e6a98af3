import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { type Server, z } from '../../src/index.ts'
import { FakeClock } from '../protocol/fake-clock.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { textOf } from '../protocol/message.ts'
import { askModern, callModern, sendModern } from '../protocol/modern-client.ts'
import { hosts } from './hosts.ts'
import { mount } from './mount.ts'
import { type SignIn, signedIn } from './sign-in.ts'

const signingIn = hosts.filter(({ name }) => name !== 'listen')

function define(server: Server): void {
  server.tool('who', {
    description: 'Says who calls.',
    run: (_args, { principal }) => `${principal.id} ${principal.scopes.join('+')} ${principal.claims['team']}`,
  })
  server.tool('ask', {
    description: 'Asks for a name.',
    run: async (_args, call) => (await call.elicit({ key: 'name', message: 'Name?', schema: nameForm })).content?.name,
  })
}

const nameForm = z.object({ name: z.string() })

/** Knows everybody by name, but for two. */
const signIn: SignIn = async authorization => {
  if (authorization === undefined || authorization === 'nobody') return undefined
  if (authorization === 'broken') throw new Error('the user table is gone')
  return { id: authorization, scopes: ['read', 'write'], claims: { team: 'blue' } }
}

const wrongIds: readonly (readonly [id: unknown, says: RegExp])[] = [
  [undefined, /is undefined$/],
  [null, /is null$/],
  ['', /is an empty string$/],
  [1.5, /is the number 1\.5$/],
  [2 ** 60, /is the number 1152921504606847000$/],
  [{ hex: 'ab' }, /is an object; make it a text: String\(id\)$/],
  [true, /is a boolean$/],
]

for (const [id, says] of wrongIds) {
  test(`the id ${inspect(id)} is nobody, and the operator is told what it was`, async t => {
    const served = await mount(t, hosts.find(({ name }) => name === 'node:http')!, define, {
      signIn: () => ({ id: id as string }),
    })
    assert.equal((await sendModern(served, { method: 'server/discover' })).status, 401)
    const [failure] = served.log.filter(({ event }) => event === 'sign_in.failed')
    assert.match(String(failure?.fields['error']), /the id must be a non-empty string or a whole number/)
    assert.match(String(failure?.fields['error']), says)
  })
}

test('who is refused again and again leaves ten lines a minute in the log, and then the count of the rest', async t => {
  const clock = new FakeClock()
  const served = await mount(t, signingIn[0]!, define, { signIn, clock })
  const refuse = async (times: number) => {
    for (let count = 0; count < times; count++)
      assert.equal((await sendModern(signedIn(served, 'broken'), { method: 'tools/list' })).status, 401)
    return served.log.filter(({ event }) => event === 'sign_in.failed')
  }
  assert.equal((await refuse(25)).length, 10)
  clock.advance(60_000)
  assert.equal((await refuse(1)).at(-1)?.fields['leftOut'], 15)
})

for (const host of signingIn) {
  test(`${host.name}: whom the application signed in reaches the handler, with scopes and claims, in both eras`, async t => {
    const ann = signedIn(await mount(t, host, define, { signIn }), 'ann')
    assert.equal(textOf(await callModern(ann, 'who')), 'ann read+write blue')
    assert.equal(textOf(await (await LegacyClient.connect(ann)).call('who')), 'ann read+write blue')
  })

  test(`${host.name}: nobody and a sign-in that fails get the same 401, and the operator learns of the failure`, async t => {
    const served = await mount(t, host, define, { signIn })
    const answers = []
    for (const who of ['nobody', 'broken']) {
      const answer = await sendModern(signedIn(served, who), { method: 'tools/call', params: { name: 'who' } })
      answers.push([answer.status, await answer.text(), answer.headers.get('www-authenticate')])
    }
    const body = '{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"Authentication failed"}}'
    assert.deepEqual(answers, [
      [401, body, null],
      [401, body, null],
    ])
    const failures = served.log.filter(({ event }) => event === 'sign_in.failed')
    assert.equal(failures.length, 1)
    assert.match(String(failures[0]?.fields['error']), /the user table is gone/)
  })

  test(`${host.name}: a database's key is taken for an id, as text`, async t => {
    const keys: Readonly<Record<string, unknown>> = { number: 42, bigint: 2n ** 64n }
    const served = await mount(t, host, define, { signIn: async key => ({ id: keys[key!] as string }) })
    const who = async (key: string) => textOf(await callModern(signedIn(served, key), 'who'))
    assert.deepEqual([await who('number'), await who('bigint')], ['42  undefined', '18446744073709551616  undefined'])
  })

  test(`${host.name}: to everybody else a session and a question under way are not there`, async t => {
    const served = await mount(t, host, define, { signIn })
    const [ann, bob] = [signedIn(served, 'ann'), signedIn(served, 'bob')]
    const session = await LegacyClient.connect(ann)
    const stolen = new LegacyClient(bob, session.sessionId, session.introduction)
    assert.equal((await stolen.send('tools/list')).status, 404)
    assert.equal((await stolen.get()).status, 404)
    assert.equal(await stolen.end(), 404)
    assert.equal((await session.send('tools/list')).status, 200)

    const question = { params: { name: 'ask' }, capabilities: { elicitation: { form: {} } } }
    const { result } = await askModern(ann, { method: 'tools/call', ...question })
    const inputResponses = { name: { action: 'accept', content: { name: 'Ada' } } }
    const params = { name: 'ask', requestState: result?.requestState as string, inputResponses }
    const answered = { method: 'tools/call', ...question, params }
    assert.equal((await askModern(bob, answered)).error?.message, 'Invalid or expired requestState')
    assert.equal(textOf(await askModern(ann, answered)), 'Ada')
  })
}
