import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createServer, type JsonObject, result, type Server, ToolError, z } from '../../src/index.ts'
import type { CacheSettings } from '../../src/practices/settings.ts'
import { hosts } from '../hosts/hosts.ts'
import { signedIn } from '../hosts/sign-in.ts'
import { FakeClock } from '../protocol/fake-clock.ts'
import { type Message, textOf } from '../protocol/message.ts'
import { callModern } from '../protocol/modern-client.ts'
import { aborted, gate, keepLog, reach } from '../protocol/testbed.ts'
import { metricOf, type Way, ways } from './ways.ts'

const face = ways.find(way => way.name === '2026-07-28 through fetch')!
const session = ways.find(way => way.name === '2025-11-25 through fetch')!

interface CacheFacts {
  readonly status?: string
  readonly ageMs?: number
  readonly tag?: string
}

function cacheOf({ result }: Message): CacheFacts {
  return (result?._meta?.['lintel/cache'] ?? {}) as CacheFacts
}

/** A tool that counts how often it ran. */
async function counting(t: TestContext, way: Way, cache: CacheSettings | string) {
  const clock = new FakeClock()
  let runs = 0
  const opened = await way.open(
    t,
    server =>
      server.tool('count', {
        description: 'Counts.',
        readOnly: true,
        input: z.object({ of: z.string().optional(), and: z.string().optional() }),
        cache: cache as CacheSettings,
        run: () => `run ${++runs}`,
      }) && undefined,
    { clock },
  )
  return { ...opened, clock, runs: () => runs }
}

for (const way of ways)
  test(`${way.name}: a result is used again until its time is over, and says hit, age and tag`, async t => {
    const { call, clock, runs, events, server } = await counting(t, way, '5 minutes')
    const first = await call('count', { of: 'a', and: 'b' })
    assert.equal(cacheOf(first).status, 'miss')
    clock.advance(299_000)
    const second = await call('count', { and: 'b', of: 'a' })
    assert.equal(textOf(second), 'run 1')
    assert.deepEqual(cacheOf(second), { status: 'hit', ageMs: 299_000, tag: cacheOf(first).tag })
    assert.equal(textOf(await call('count', { of: 'b', and: 'b' })), 'run 2')
    clock.advance(1000)
    assert.equal(textOf(await call('count', { of: 'a', and: 'b' })), 'run 3')
    assert.equal(runs(), 3)
    assert.deepEqual(
      events.filter(event => event.method === 'tools/call').map(event => event.cache),
      ['miss', 'hit', 'miss', 'miss'],
    )
    assert.equal(metricOf(server, 'lintel_cache_total{outcome="hit"}'), 1)
  })

for (const way of ways)
  test(`${way.name}: who has the version that is asked for is told so instead of getting it again`, async t => {
    const { call, events } = await counting(t, way, '5 minutes')
    const { tag } = cacheOf(await call('count'))
    const again = await call('count', {}, { meta: { 'lintel/cache': { ifNoneMatch: tag! } } })
    assert.deepEqual(again.result?.content, [])
    assert.equal(cacheOf(again).status, 'unchanged')
    assert.equal(events.at(-1)?.cache, 'unchanged')
    const other = await call('count', {}, { meta: { 'lintel/cache': { ifNoneMatch: 'older' } } })
    assert.equal(textOf(other), 'run 1')
  })

for (const [lifetime, ms] of [
  ['hourly', 3_600_000],
  ['daily', 86_400_000],
  ['weekly', 7 * 86_400_000],
] as const)
  test(`${lifetime} is good for ${ms} ms`, async t => {
    const { call, clock } = await counting(t, face, lifetime)
    await call('count')
    clock.advance(ms - 1)
    assert.equal(textOf(await call('count')), 'run 1')
    clock.advance(1)
    assert.equal(textOf(await call('count')), 'run 2')
  })

test('immutable is good for ever', async t => {
  const { call, clock } = await counting(t, face, 'immutable')
  await call('count')
  clock.advance(100 * 365 * 86_400_000)
  assert.equal(textOf(await call('count')), 'run 1')
})

test('by principal, nobody gets the result of another, nor of the same one with other scopes', async t => {
  const { call } = await counting(t, face, '5 minutes')
  assert.equal(textOf(await call('count', {}, { as: 'ann' })), 'run 1')
  assert.equal(textOf(await call('count', {}, { as: 'bob' })), 'run 2')
  assert.equal(textOf(await call('count', {}, { as: 'ann read' })), 'run 3')
  assert.equal(textOf(await call('count', {}, { as: 'ann' })), 'run 1')
})

test('by principal, who has other claims does not get the same result', async t => {
  const lasting = new Map([['plan', 'gold']])
  const within: Record<string, unknown> = {}
  within['self'] = within
  const claims: Readonly<Record<string, () => Record<string, unknown>>> = {
    none: () => ({}),
    red: () => ({ team: 'red', since: new Date(0) }),
    blue: () => ({ team: 'blue', since: new Date(0) }),
    later: () => ({ team: 'blue', since: new Date(1) }),
    number: () => ({ team: 1n }),
    text: () => ({ team: '1' }),
    plan: () => ({ of: lasting }),
    other: () => ({ of: new Map([['plan', 'free']]) }),
    within: () => within,
  }
  const server = createServer({ name: 'claims', version: '1.0.0', logger: keepLog([]) })
  let runs = 0
  server.tool('count', { description: 'Counts.', readOnly: true, cache: 'daily', run: () => `run ${++runs}` })
  const host = hosts.find(({ name }) => name === 'fetch')!
  const { url, send } = await host.start(t, server, as => ({ id: 'ann', scopes: [], claims: claims[as!]!() }))
  t.after(() => server.close())
  const count = async (as: string) => textOf(await callModern(signedIn(reach(url, server, [], send), as), 'count'))
  const names = Object.keys(claims)
  for (const [index, name] of names.entries()) assert.equal(await count(name), `run ${index + 1}`, name)
  // What is made anew with each request, or holds itself, is the same as nothing before.
  for (const [index, name] of names.slice(0, -2).entries()) assert.equal(await count(name), `run ${index + 1}`, name)
  assert.deepEqual([await count('other'), await count('within')], ['run 10', 'run 11'])
})

test('by everyone, all share', async t => {
  const { call } = await counting(t, face, { for: '5 minutes', by: 'everyone' })
  assert.equal(textOf(await call('count', {}, { as: 'ann' })), 'run 1')
  assert.equal(textOf(await call('count', {}, { as: 'bob' })), 'run 1')
})

test('by session, each session has its own, and without one nothing is kept', async t => {
  const { call } = await counting(t, session, { for: '5 minutes', by: 'session' })
  assert.equal(textOf(await call('count', {}, { as: 'ann' })), 'run 1')
  assert.equal(textOf(await call('count', {}, { as: 'ann' })), 'run 1')
  assert.equal(textOf(await call('count', {}, { as: 'bob' })), 'run 2')
  const stateless = await counting(t, face, { for: '5 minutes', by: 'session' })
  await stateless.call('count')
  assert.equal(textOf(await stateless.call('count')), 'run 2')
})

test('by request, nothing is kept', async t => {
  const { call } = await counting(t, face, { for: '5 minutes', by: 'request' })
  await call('count')
  assert.equal(textOf(await call('count')), 'run 2')
})

test('report runs each time and says what would have been', async t => {
  const { call, events, server } = await counting(t, face, { for: '5 minutes', mode: 'report' })
  await call('count')
  const second = await call('count')
  assert.equal(textOf(second), 'run 2')
  assert.deepEqual(cacheOf(second), {})
  assert.deepEqual(events.at(-1)?.reports, [{ practice: 'remember', code: 'CACHE_HIT' }])
  assert.equal(metricOf(server, 'lintel_reports_total{practice="remember",code="CACHE_HIT"}'), 1)
})

test('off, nothing is kept', async t => {
  const { call } = await counting(t, face, { for: '5 minutes', mode: 'off' })
  await call('count')
  assert.equal(textOf(await call('count')), 'run 2')
})

test('errors, failures and answers to questions are not kept', async t => {
  let runs = 0
  const opened = await face.open(t, server => {
    const kept = { description: 'Does.', readOnly: true, cache: '5 minutes' } as const
    server.tool('refuses', {
      ...kept,
      run: () => {
        throw new ToolError(`No, ${++runs}`)
      },
    })
    server.tool('breaks', {
      ...kept,
      run: () => {
        runs++
        throw new Error('broken')
      },
    })
    server.tool('tells', {
      ...kept,
      run: () => result({ isError: true, content: [] }) && ++runs && result({ isError: true }),
    })
  })
  for (const tool of ['refuses', 'breaks', 'tells']) {
    runs = 0
    assert.equal((await opened.call(tool)).result?.isError, true)
    assert.equal((await opened.call(tool)).result?.isError, true)
    assert.equal(runs, 2, tool)
  }
})

test('what a person answered is kept for nobody, in neither era', async t => {
  let runs = 0
  const define = (server: Server) => {
    server.tool('ask', {
      description: 'Asks.',
      readOnly: true,
      cache: { for: '5 minutes', by: 'everyone' },
      run: async (_args, call) => {
        const { content } = await call.elicit({ message: 'Who?', schema: z.object({ name: z.string() }) })
        return `${content?.name} ${++runs}`
      },
    })
  }
  const opened = await face.open(t, define)
  const capabilities = { elicitation: {} }
  for (const name of ['ann', 'bob']) {
    const question = await opened.call('ask', {}, { capabilities })
    assert.equal(question.result?.resultType, 'input_required')
    const { requestState, inputRequests } = question.result!
    const [key] = Object.keys(inputRequests!)
    const answered = await opened.ask(
      'tools/call',
      {
        name: 'ask',
        arguments: {},
        requestState: requestState!,
        inputResponses: { [key!]: { action: 'accept', content: { name } } } as JsonObject,
      },
      { capabilities },
    )
    assert.match(textOf(answered), new RegExp(`^${name} `))
  }
  assert.equal(runs, 2)
})

/** A tool that runs until it is let go, and says which run it was. */
async function slow(t: TestContext, way: Way, deadline: 'off' | '30s' = '30s') {
  const clock = new FakeClock()
  const runs: { readonly end: (how: string) => void }[] = []
  let started = gate()
  const opened = await way.open(
    t,
    server => {
      server.tool('slow', {
        description: 'Is slow.',
        readOnly: true,
        deadline,
        cache: { for: '5 minutes', by: 'everyone', tags: ['notes'] },
        run: async () => {
          const { promise, open } = gate<string>()
          runs.push({ end: open })
          started.open()
          const how = await promise
          if (how === 'fail') throw new Error('broken')
          return how
        },
      })
      server.tool('write', { description: 'Writes.', dirties: ['notes'], run: () => 'written' })
    },
    { clock },
  )
  const untilRun = async (count: number) => {
    while (runs.length < count) {
      await started.promise
      started = gate()
    }
  }
  return { ...opened, clock, runs, untilRun }
}

for (const way of ways)
  test(`${way.name}: calls of the same at the same time run once`, async t => {
    const { call, runs, untilRun, events } = await slow(t, way)
    const first = call('slow')
    await untilRun(1)
    const others = [call('slow'), call('slow')]
    // Answered after them, on whatever wire.
    await call('unknown')
    await call('unknown')
    runs[0]!.end('made')
    const messages = await Promise.all([first, ...others])
    assert.deepEqual(messages.map(textOf), ['made', 'made', 'made'])
    assert.equal(runs.length, 1)
    const outcomes = events.filter(event => event.tool_name === 'slow').map(event => event.cache)
    assert.equal(outcomes.filter(outcome => outcome === 'miss').length, 1)
    assert.ok(outcomes.every(outcome => outcome === 'miss' || outcome === 'shared' || outcome === 'hit'))
  })

test('a call that fails does not fail those that waited for it', async t => {
  const { call, runs, untilRun } = await slow(t, face)
  const first = call('slow')
  await untilRun(1)
  const second = call('slow')
  await call('unknown')
  runs[0]!.end('fail')
  await untilRun(2)
  runs[1]!.end('made')
  assert.equal((await first).result?.isError, true)
  assert.equal(textOf(await second), 'made')
})

test('a call that is cancelled does not cancel those that waited for it', async t => {
  const { call, runs, untilRun, notify } = await slow(t, session)
  const first = call('slow', {}, { id: 7 })
  await untilRun(1)
  const second = call('slow')
  await call('unknown')
  await notify('notifications/cancelled', { requestId: 7 })
  await untilRun(2)
  runs[1]!.end('made')
  assert.equal(textOf(await second), 'made')
  assert.deepEqual(await first, {})
})

test('a leader that runs out of time fails alone', async t => {
  const { call, clock, runs, untilRun } = await slow(t, face)
  const first = call('slow')
  await untilRun(1)
  clock.advance(20_000)
  const second = call('slow')
  await call('unknown')
  clock.advance(10_000)
  assert.match(textOf(await first), /took longer/)
  await untilRun(2)
  runs[1]!.end('made')
  assert.equal(textOf(await second), 'made')
})

test('a call takes no longer than its deadline, what it waited for another of the same included', async t => {
  const { call, clock, untilRun, runs } = await slow(t, face)
  const first = call('slow')
  await untilRun(1)
  clock.advance(20_000)
  const second = call('slow')
  await call('unknown')
  clock.advance(9000)
  runs[0]!.end('fail')
  assert.equal((await first).result?.isError, true)
  await untilRun(2)
  clock.advance(20_999)
  const third = call('slow')
  await call('unknown')
  clock.advance(1)
  assert.match(textOf(await second), /took longer than the 30 s/)
  await untilRun(3)
  runs[2]!.end('made')
  assert.equal(textOf(await third), 'made')
})

test('a call whose whole deadline goes by while it waits for another is told so, and does not run', async t => {
  const { call, clock, untilRun, runs } = await slow(t, face)
  const first = call('slow')
  await untilRun(1)
  const waiting = call('slow')
  await call('unknown')
  clock.advance(30_000)
  assert.match(textOf(await first), /took longer/)
  assert.match(textOf(await waiting), /took longer/)
  assert.equal(runs.length, 1)
})

test('what is read while it is written is not kept, nor given to who asks after the write', async t => {
  const { call, runs, untilRun } = await slow(t, face)
  const first = call('slow')
  await untilRun(1)
  await call('write')
  const second = call('slow')
  await call('unknown')
  runs[0]!.end('old')
  assert.equal(textOf(await first), 'old')
  await untilRun(2)
  runs[1]!.end('new')
  assert.equal(textOf(await second), 'new')
  assert.equal(textOf(await call('slow')), 'new')
})

test('a write makes what bears its tag stale, also one that fails, and no other', async t => {
  let runs = 0
  let fails = false
  const { call } = await face.open(t, server => {
    const kept = { description: 'Reads.', readOnly: true } as const
    server.tool('read', { ...kept, cache: { for: 'daily', tags: ['notes'] }, run: () => `run ${++runs}` })
    server.tool('other', { ...kept, cache: { for: 'daily', tags: ['books'] }, run: () => `run ${++runs}` })
    server.tool('write', {
      description: 'Writes.',
      dirties: ['notes'],
      run: () => {
        if (fails) throw new Error('broken')
      },
    })
  })
  assert.equal(textOf(await call('read')), 'run 1')
  assert.equal(textOf(await call('other')), 'run 2')
  await call('write')
  assert.equal(textOf(await call('read')), 'run 3')
  fails = true
  await call('write')
  assert.equal(textOf(await call('read')), 'run 4')
  assert.equal(textOf(await call('other')), 'run 2')
})

test('a write that goes on after its time is over makes stale what was read in the meantime', async t => {
  const clock = new FakeClock()
  let stored = 'old'
  const started = gate()
  const release = gate()
  const written = gate()
  const { call } = await face.open(
    t,
    server => {
      server.tool('read', {
        description: 'Reads.',
        readOnly: true,
        cache: { for: 'daily', tags: ['n'] },
        run: () => stored,
      })
      server.tool('write', {
        description: 'Writes.',
        dirties: ['n'],
        run: async () => {
          started.open()
          await release.promise
          stored = 'new'
          queueMicrotask(() => queueMicrotask(written.open))
        },
      })
    },
    { clock },
  )
  const write = call('write')
  await started.promise
  clock.advance(30_000)
  assert.match(textOf(await write), /took longer/)
  assert.equal(textOf(await call('read')), 'old')
  release.open()
  await written.promise
  assert.equal(textOf(await call('read')), 'new')
})

test('a result that its author changes afterwards is given out as it was', async t => {
  const held = { n: 1 }
  const { call } = await face.open(
    t,
    server =>
      server.tool('read', { description: 'Reads.', readOnly: true, cache: 'daily', run: () => held }) && undefined,
  )
  await call('read')
  held.n = 2
  assert.deepEqual((await call('read')).result?.structuredContent, { n: 1 })
})

for (const [way, said] of ways.flatMap(way => [[way, 'cache'] as const, [way, 'remember'] as const]))
  test(`${way.name}, said as ${said}: resources and prompts are kept as well; who is told of an update reads anew`, async t => {
    const clock = new FakeClock()
    let runs = 0
    const { ask, server } = await way.open(
      t,
      made => {
        made.resource('note:a', { [said]: { for: '5 minutes', by: 'everyone' }, read: () => `run ${++runs}` })
        made.template('note:/{id}', { [said]: '5 minutes', read: ({ id }) => `${id} ${++runs}` })
        made.prompt('ask', { description: 'Asks.', cache: '5 minutes', build: () => `run ${++runs}` })
      },
      { clock },
    )
    const read = async (uri: string, meta: JsonObject = {}) => ask('resources/read', { uri }, { meta })
    const textIn = ({ result }: Message) => (result?.['contents'] as { text: string }[] | undefined)?.[0]?.text
    const first = await read('note:a')
    assert.equal(textIn(first), 'run 1')
    clock.advance(60_000)
    const hit = await read('note:a')
    assert.equal(textIn(hit), 'run 1')
    assert.equal(cacheOf(hit).status, 'hit')
    assert.deepEqual(
      [hit.result?.['ttlMs'], hit.result?.['cacheScope']],
      way.isModern ? [240_000, 'public'] : [undefined, undefined],
    )
    assert.equal(textIn(await read('note:/x')), 'x 2')
    assert.equal(textIn(await read('note:/y')), 'y 3')
    const kept = await read('note:/x')
    assert.equal(textIn(kept), 'x 2')
    if (way.isModern) assert.equal(kept.result?.['cacheScope'], 'private')
    server.notify.resourceUpdated('note:/x')
    assert.equal(textIn(await read('note:/x')), 'x 4')
    assert.equal(textIn(await read('note:/y')), 'y 3')
    const unchanged = await read('note:a', { 'lintel/cache': { ifNoneMatch: cacheOf(first).tag! } })
    assert.deepEqual(unchanged.result?.['contents'], [])
    const prompts = [await ask('prompts/get', { name: 'ask' }), await ask('prompts/get', { name: 'ask' })]
    assert.deepEqual(prompts[0]!.result?.['messages'], prompts[1]!.result?.['messages'])
    assert.equal(cacheOf(prompts[1]!).status, 'hit')
  })

test('what asks for scopes is kept for all that have them, and private to their clients', async t => {
  let runs = 0
  const { ask } = await face.open(t, server => {
    const cache = { for: 'hourly', by: 'everyone' } as const
    server.resource('note:a', { cache, scopes: ['notes'], read: () => `run ${++runs}` })
    server.group('secret', { scopes: ['notes'] }, group => void group.resource('note:b', { cache, read: () => 'b' }))
  })
  for (const as of ['ann notes', 'bob notes']) {
    const { result } = await ask('resources/read', { uri: 'note:a' }, { as })
    assert.equal(result?.['cacheScope'], 'private')
    assert.match(JSON.stringify(result), /run 1/)
    const inGroup = await ask('resources/read', { uri: 'note:b' }, { as })
    assert.equal(inGroup.result?.['cacheScope'], 'private')
  }
})

test('what says how long a client may keep it says that, and what says nothing is asked for again', async t => {
  const { ask } = await face.open(t, server => {
    server.resource('note:a', { remember: 'hourly', cache: { ttlMs: 5, scope: 'public' }, read: () => 'a' })
    server.resource('note:b', { read: () => 'b' })
    server.resource('note:c', { remember: 'immutable', read: () => 'c' })
    server.resource('note:d', { cache: 'hourly', read: () => 'd' })
    server.resource('note:e', { cache: 'off', read: () => 'e' })
  })
  const hints = async (uri: string) => {
    const { result: read } = await ask('resources/read', { uri })
    return [read?.['ttlMs'], read?.['cacheScope']]
  }
  assert.deepEqual(await hints('note:a'), [5, 'public'])
  assert.deepEqual(await hints('note:b'), [0, 'private'])
  assert.deepEqual(await hints('note:c'), [365 * 86_400_000, 'private'])
  assert.deepEqual(await hints('note:d'), [3_600_000, 'private'])
  assert.deepEqual(await hints('note:e'), [0, 'private'])
})

test('a lifetime of the server keeps what only reads, and passes what writes by', async t => {
  let runs = 0
  const { call, server } = await face.open(
    t,
    made => {
      made.tool('read', { description: 'Reads.', readOnly: true, run: () => `run ${++runs}` })
      made.tool('write', { description: 'Writes.', run: () => `run ${++runs}` })
    },
    { practices: { cache: '5 minutes' } },
  )
  assert.deepEqual([await call('read'), await call('read'), await call('write'), await call('write')].map(textOf), [
    'run 1',
    'run 1',
    'run 2',
    'run 3',
  ])
  const modes = server.practices().map(({ practices }) => practices.find(({ name }) => name === 'remember')?.mode)
  assert.deepEqual(modes, ['enforce', 'off'])
})

test('a tool that writes and would have its results kept is refused', () => {
  const server = createServer({ name: 'x', version: '1.0.0', logger: keepLog([]) })
  assert.throws(
    () => server.tool('write', { description: 'Writes.', cache: '5 minutes', run: () => 'written' }),
    /tool "write": cache is for tools with readOnly: true/,
  )
})

test('who hangs up while another makes the same result runs no handler of their own', async t => {
  const [started, release] = [gate(), gate()]
  let runs = 0
  const { call, events } = await ways[0]!.open(t, server => {
    server.tool('slow', {
      description: 'Takes its time.',
      readOnly: true,
      cache: '1 hour',
      run: async (_args, { signal }) => {
        runs++
        started.open()
        await Promise.race([release.promise, aborted(signal)])
        throw new Error('nothing came of it')
      },
    })
  })
  const leader = call('slow')
  await started.promise
  const impatient = new AbortController()
  const followers = Array.from({ length: 8 }, () =>
    call('slow', {}, { signal: impatient.signal }).catch(() => undefined),
  )
  await new Promise(resolve => setTimeout(resolve, 50))
  impatient.abort()
  await Promise.all(followers)
  while (events.filter(({ status }) => status === 'disconnected').length < 8) await new Promise(setImmediate)
  release.open()
  await leader
  assert.equal(runs, 1)
})
