import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { type Server, z } from '../../src/index.ts'
import { askingForEach } from '../../src/practices/admit/admit.ts'
import { EventReader } from '../protocol/event-reader.ts'
import { FakeClock } from '../protocol/fake-clock.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { type Message, textOf } from '../protocol/message.ts'
import { gate, serve } from '../protocol/testbed.ts'
import { refusalOf, ways } from './ways.ts'

const face = ways.find(way => way.name === '2026-07-28 through fetch')!
const session = ways.find(way => way.name === '2025-11-25 through fetch')!

const input = z.object({ of: z.string() })

/** A tool whose runs end when the test lets them. */
async function held(t: TestContext, waiting: number, way = face) {
  const clock = new FakeClock()
  const ends = new Map<string, (how: string) => void>()
  const begun: string[] = []
  let changed = gate()
  const opened = await way.open(
    t,
    server => {
      server.tool('hold', {
        description: 'Holds.',
        admit: { concurrent: 2, waiting },
        deadline: '1 hour',
        input,
        run: ({ of }) => {
          const { promise, open } = gate<string>()
          ends.set(of, open)
          begun.push(of)
          changed.open()
          return promise
        },
      })
      server.tool('else', { description: 'Does something else.', run: () => 'done' })
    },
    { clock },
  )
  const hold = (of: string, id?: number) => opened.call('hold', { of }, id === undefined ? {} : { id })
  const untilBegun = async (count: number) => {
    while (begun.length < count) {
      await changed.promise
      changed = gate()
    }
  }
  return { ...opened, clock, begun, hold, untilBegun, end: (of: string) => ends.get(of)!('done') }
}

for (const way of ways)
  test(`${way.name}: who finds no place waits for one in turn, and other tools have theirs`, async t => {
    const { call, hold, untilBegun, end, begun } = await held(t, 2, way)
    const calls = [hold('a'), hold('b')]
    await untilBegun(2)
    calls.push(hold('c'))
    assert.equal(textOf(await call('else')), 'done')
    assert.equal(begun.length, 2)
    end('a')
    await untilBegun(3)
    end('b')
    end('c')
    assert.deepEqual((await Promise.all(calls)).map(textOf), ['done', 'done', 'done'])
  })

test('who waits too long, or finds too many waiting, is told to come again', async t => {
  const { call, hold, untilBegun, end, clock } = await held(t, 1)
  const calls = [hold('a'), hold('b')]
  await untilBegun(2)
  const waits = hold('c')
  await call('else')
  const refused = refusalOf(await hold('d'))
  assert.deepEqual([refused['code'], refused['retryAfterMs']], ['OVERLOADED', 1000])
  clock.advance(1000)
  assert.equal(refusalOf(await waits)['code'], 'OVERLOADED')
  end('a')
  end('b')
  await Promise.all(calls)
})

test('a call that is cancelled while it waits gives up its turn', async t => {
  const { call, hold, untilBegun, end, notify, begun, events } = await held(t, 1, session)
  const calls = [hold('a'), hold('b')]
  await untilBegun(2)
  const waits = hold('c', 7)
  await call('else')
  await notify('notifications/cancelled', { requestId: 7 })
  assert.deepEqual(await waits, {})
  const next = hold('d')
  await call('else')
  end('a')
  await untilBegun(3)
  assert.deepEqual(begun, ['a', 'b', 'd'])
  end('b')
  end('d')
  await Promise.all([...calls, next])
  const cancelled = events.find(({ status }) => status === 'cancelled')
  assert.deepEqual([cancelled?.error_type, cancelled?.attempts], ['CALL_CANCELLED', 0])
})

/** A tool that asks the person, on a server that runs two calls; `ask` resolves to the id of the question. */
async function asking(t: TestContext) {
  const clock = new FakeClock()
  let changed = gate()
  let begun = 0
  const ends: (() => void)[] = []
  const served = await serve(
    t,
    server => {
      server.tool('ask', {
        description: 'Asks.',
        admit: { concurrent: 1, waiting: 1 },
        run: async (_args, call) => {
          const { action } = await call.elicit({ message: 'Sure?', schema: z.object({ sure: z.boolean() }) })
          begun++
          const { promise, open } = gate<string>()
          ends.push(() => open(action))
          changed.open()
          return promise
        },
      })
      server.tool('else', { description: 'Does something else.', run: () => 'done' })
    },
    { clock, limits: { calls: 2, drainMs: 50 } },
  )
  const client = await LegacyClient.connect(served, { capabilities: { elicitation: {} } })
  let ids = 0
  const ask = async () => {
    const response = await client.send('tools/call', { name: 'ask', arguments: {} }, ++ids)
    const isStream = response.headers.get('content-type') === 'text/event-stream'
    const stream = isStream ? new EventReader(response) : undefined
    const first = ((await stream?.nextMessage()) ?? (await response.json())) as Message & { readonly method?: string }
    const answer = () => client.answer(first.id as string, { action: 'decline' })
    return { first, answer, outcome: async () => textOf((await stream?.nextMessage())!) }
  }
  const untilBegun = async (count: number) => {
    while (begun < count) {
      await changed.promise
      changed = gate()
    }
  }
  return { client, ask, ends, untilBegun }
}

test('a call that waits for a person holds no place, and goes on at once with the answer', async t => {
  const { client, ask, ends, untilBegun } = await asking(t)
  const asked = [await ask(), await ask(), await ask()]
  assert.deepEqual(
    asked.map(({ first }) => first.method),
    Array(3).fill('elicitation/create'),
  )
  assert.equal(textOf(await client.call('else')), 'done')
  for (const { answer } of asked) await answer()
  // Three are inside now where one may be: who comes waits until there is a place, not until one of them leaves.
  await untilBegun(3)
  const next = ask()
  ends[0]!()
  ends[1]!()
  assert.deepEqual([await asked[0]!.outcome(), await asked[1]!.outcome()], ['decline', 'decline'])
  assert.equal(await Promise.race([next.then(() => 'inside'), client.call('else').then(() => 'waits')]), 'waits')
  ends[2]!()
  assert.equal((await next).first.method, 'elicitation/create')
})

test('so many calls that wait for a person hold no place; those beyond keep theirs', async t => {
  const { client, ask } = await asking(t)
  for (let count = 0; count < 2 * askingForEach + 1; count++)
    assert.equal((await ask()).first.method, 'elicitation/create')
  const waits = ask().catch(() => {})
  assert.equal(textOf(await client.call('else')), 'done')
  assert.equal(refusalOf((await ask()).first)['code'], 'OVERLOADED')
  void waits
})

const reads = [
  ['resource', 'resources/read', { uri: 'hold:one' }],
  ['template', 'resources/read', { uri: 'held:one' }],
  ['prompt', 'prompts/get', { name: 'hold' }],
] as const

for (const way of ways)
  for (const [kind, method, params] of reads)
    test(`${way.name}: a ${kind} runs as many calls as it says, lets as many wait, and leaves the others their room`, async t => {
      const clock = new FakeClock()
      const ends: (() => void)[] = []
      let changed = gate()
      const run = () => {
        const { promise, open } = gate<string>()
        ends.push(() => open('done'))
        changed.open()
        return promise
      }
      const settings = { admit: { concurrent: 2, waiting: 1 }, deadline: '1 hour' } as const
      const { ask, server } = await way.open(
        t,
        made => {
          made.resource('hold:one', { ...settings, read: run })
          made.template('held:{which}', { ...settings, read: run })
          made.prompt('hold', { ...settings, description: 'Holds.', build: run })
          made.resource('else:one', { read: () => 'done' })
        },
        { clock },
      )
      const untilBegun = async (count: number) => {
        while (ends.length < count) {
          await changed.promise
          changed = gate()
        }
      }
      const calls = [ask(method, params), ask(method, params)]
      await untilBegun(2)
      calls.push(ask(method, params))
      assert.match(JSON.stringify(await ask('resources/read', { uri: 'else:one' })), /"text":"done"/)
      const refused = refusalOf(await ask(method, params))
      assert.deepEqual([refused['code'], refused['retryAfterMs']], ['OVERLOADED', 1000])
      assert.equal(ends.length, 2)
      ends[0]!()
      await untilBegun(3)
      ends[1]!()
      ends[2]!()
      for (const { result } of await Promise.all(calls)) assert.match(JSON.stringify(result), /"text":"done"/)
      const told = server
        .practices()
        .find(row => row.kind === kind)
        ?.practices.find(({ name }) => name === 'admit')
      assert.deepEqual(told, { name: 'admit', mode: 'enforce', setting: '2 at once' })
    })

for (const way of ways)
  test(`${way.name}: the server as a whole runs as many calls as its limits say, lets as many wait, and refuses the next`, async t => {
    const clock = new FakeClock()
    const ends: (() => void)[] = []
    let changed = gate()
    const { call, ask, events } = await way.open(
      t,
      server => {
        for (const name of ['one', 'two'])
          server.tool(name, {
            description: 'Holds.',
            deadline: '1 hour',
            run: () => {
              const { promise, open } = gate<string>()
              ends.push(() => open('done'))
              changed.open()
              return promise
            },
          })
        server.tool('else', { description: 'Goes round the gate.', admit: 'off', run: () => 'done' })
      },
      { clock, limits: { calls: 2 } },
    )
    const untilBegun = async (count: number) => {
      while (ends.length < count) {
        await changed.promise
        changed = gate()
      }
    }
    const running = [call('one'), call('two')]
    await untilBegun(2)
    const waiting = [call('one'), call('two')]
    // There and back, after those have come.
    assert.equal(textOf(await call('else')), 'done')
    const refused = await ask('tools/list')
    assert.deepEqual([refusalOf(refused)['code'], refusalOf(refused)['retryAfterMs']], ['OVERLOADED', 1000])
    ends[0]!()
    ends[1]!()
    await untilBegun(4)
    ends[2]!()
    ends[3]!()
    assert.deepEqual((await Promise.all([...running, ...waiting])).map(textOf), ['done', 'done', 'done', 'done'])
    assert.deepEqual(
      events.filter(({ refused_by }) => refused_by === 'admit').map(({ method }) => method),
      ['tools/list'],
    )
  })

const acts = ['returns', 'throws', 'resolves', 'rejects', 'hangs', 'wrong', 'waits'] as const

test('no place is lost, whatever handlers do and whoever gives up', async t => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...acts), { minLength: 1, maxLength: 12 }), async sequence => {
      const clock = new FakeClock()
      const define = (server: Server) => {
        const settings = {
          admit: { concurrent: 2, waiting: 20 },
          validate: 'off',
          output: z.object({ n: z.number() }),
        } as const
        server.tool('act', {
          description: 'Acts.',
          ...settings,
          input,
          run: async ({ of }) => {
            if (of === 'rejects') throw new Error('broken')
            if (of === 'hangs') await new Promise(() => {})
            if (of === 'waits') await new Promise<void>(resolve => clock.after(500, resolve))
            return of === 'wrong' ? ({} as { n: number }) : { n: 1 }
          },
        })
      }
      const opened = await face.open(
        t,
        server => {
          define(server)
          server.tool('sync', {
            description: 'Acts.',
            admit: { concurrent: 2 },
            input,
            run: ({ of }) => {
              if (of === 'throws') throw new Error('broken')
              return 'done'
            },
          })
        },
        { clock, practices: { deadline: '2s' } },
      )
      let isOver = false
      const calls = sequence.map((act, at) => {
        const tool = act === 'returns' || act === 'throws' ? 'sync' : 'act'
        // Every third caller hangs up at once.
        const signal = at % 3 === 2 ? AbortSignal.abort() : undefined
        return opened.call(tool, { of: act }, signal ? { signal } : {}).catch(() => undefined)
      })
      void Promise.all(calls).then(() => {
        isOver = true
      })
      while (!isOver) {
        await new Promise(resolve => setImmediate(resolve))
        clock.advance(250)
      }
      // As many as ever run at once, and none of them waits: the clock stands still.
      for (const tool of ['act', 'sync']) {
        const answers = await Promise.all([
          opened.call(tool, { of: 'resolves' }),
          opened.call(tool, { of: 'resolves' }),
        ])
        for (const { result } of answers) assert.notEqual(result?.isError, true)
      }
    }),
    { numRuns: 40 },
  )
})
