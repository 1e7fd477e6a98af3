import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { packAndInstall } from '../../package/installed.ts'
import { root } from '../../structure/source-tree.ts'
import { examples } from './examples.ts'
import { InstalledExample, token } from './installed-example.ts'
import { type Era, ShopClient } from './shop-client.ts'

const { tarball, remove } = packAndInstall()
after(remove)

const signedIn = { authorization: `Bearer ${token}` }
const eras: readonly Era[] = ['2026-07-28', '2025-11-25']
const agreed = async () => {}

for (const example of examples)
  test(`examples/${example.name} installs from the tarball, type-checks, serves and ends`, {
    timeout: 180_000,
  }, async t => {
    const installed = new InstalledExample(example, tarball)
    t.after(() => installed.remove())
    installed.run('build')
    installed.run('check')
    const { program, origin } = await installed.start()
    t.after(() => program.stop())

    await t.test('nobody is served who did not sign in, at either route', async () => {
      assert.equal((await post(origin, {})).status, 401)
      assert.equal((await post(origin, { authorization: 'Bearer guessed' })).status, 401)
      assert.equal((await fetch(new URL('/orders', origin))).status, 401)
    })

    for (const era of eras)
      await t.test(`who signed in sees their own orders in ${era}`, async t => {
        const client = await ShopClient.connect(origin, era, agreed)
        t.after(() => client.close())
        assert.equal(client.era, era)
        assert.deepEqual(await client.tools(), ['list_orders (reads)', 'cancel_order'])
        assert.deepEqual(
          (await client.orders()).map(({ id }) => id),
          ['A1', 'A2'],
        )
      })

    await t.test('a tool changes what the application’s own route answers', async t => {
      const client = await ShopClient.connect(origin, '2026-07-28', agreed)
      t.after(() => client.close())
      assert.deepEqual(await client.cancel('A1'), { id: 'A1', item: 'Tea', status: 'cancelled' })
      const response = await fetch(new URL('/orders', origin), { headers: signedIn })
      const orders = (await response.json()) as readonly { readonly id: string; readonly status: string }[]
      assert.deepEqual(
        orders.map(({ id, status }) => [id, status]),
        [
          ['A1', 'cancelled'],
          ['A2', 'open'],
        ],
      )
    })

    await t.test('the command of its README calls it', async () => {
      assert.match(await installed.callAsReadme(origin), /"A2"/)
    })

    await t.test('where its port is taken it does not end well, and says no address of its own', async () => {
      const second = installed.startAt(Number(new URL(origin).port))
      t.after(() => second.stop())
      assert.notEqual(await second.ended(), 0)
      assert.doesNotMatch(second.said, example.serves)
    })

    const { ending } = example
    if (!ending) {
      assert.match(installed.announces(3000), /^http:\/\/localhost:3000\/mcp\n$/)
      return t.test('without sessions, a client of 2025-11-25 cannot be asked, and its order stays', async t => {
        const client = await ShopClient.connect(origin, '2025-11-25', agreed)
        t.after(() => client.close())
        await assert.rejects(client.cancel('A2'), /elicitation/)
        assert.equal((await client.orders()).find(({ id }) => id === 'A2')?.status, 'open')
      })
    }
    await t.test('told to end, it ends its streams in words, serves what runs, and ends', async t => {
      const asked = Promise.withResolvers<void>()
      const agree = Promise.withResolvers<void>()
      const listener = await ShopClient.connect(origin, '2026-07-28', agreed)
      t.after(() => listener.leave())
      const stream = await listener.listen()
      const buyer = await ShopClient.connect(origin, '2025-11-25', () => {
        asked.resolve()
        return agree.promise
      })
      t.after(() => buyer.leave())
      // Where nothing reaches the host any more, no question can be answered.
      const cancelled = ending.isReachable ? buyer.cancel('A2') : undefined
      if (cancelled) await asked.promise
      const ended = program.end()
      assert.equal(await stream.ended, 'graceful')
      assert.notEqual(await statusOf(post(origin, signedIn)), 200)
      agree.resolve()
      if (cancelled) assert.equal((await cancelled).status, 'cancelled')
      assert.equal(await ended, ending.code)
    })

    await t.test('Ctrl+C ends it as well', async t => {
      const { program, origin } = await installed.start()
      t.after(() => program.stop())
      // Some hosts listen before they listen to signals.
      assert.equal(await statusOf(post(origin, signedIn)), 200)
      assert.equal(await program.end('SIGINT'), ending.interrupted)
    })
  })

test('the shop and its server are the same in every example', () => {
  for (const file of ['shop.ts', 'server.ts']) {
    const texts = examples.map(({ name }) => readFileSync(join(root, 'examples', name, file), 'utf8'))
    assert.equal(new Set(texts).size, 1, file)
  }
})

/** An initialize, which needs nothing but a sign-in. */
function post(origin: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1.0.0' } }
  return fetch(new URL('/mcp', origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params }),
  })
}

/** The status of an answer; undefined where there is none. */
async function statusOf(answer: Promise<Response>): Promise<number | undefined> {
  try {
    const response = await answer
    await response.arrayBuffer()
    return response.status
  } catch {
    return undefined
  }
}
