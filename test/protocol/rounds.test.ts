import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type JsonObject, type Server, z } from '../../src/index.ts'
import { FakeClock } from './fake-clock.ts'
import { type Message, textOf } from './message.ts'
import { askModern, callModern, sendModern } from './modern-client.ts'
import { aborted, gate, type Served, serve } from './testbed.ts'

const capabilities = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} }
const nameForm = z.object({ name: z.string() })
const accept = (content: JsonObject) => ({ action: 'accept', content })

function define(server: Server): void {
  server
    .tool('three_questions', {
      description: 'Asks three things, one after the other.',
      input: z.object({ topic: z.string().default('life') }),
      run: async (_args, call) => {
        const answers = []
        for (const message of ['First?', 'Second?', 'Third?'])
          answers.push((await call.elicit({ message, schema: nameForm })).content?.name)
        return answers.join(' ')
      },
    })
    .tool('same_questions', {
      description: 'Asks the same, by another name.',
      input: z.object({ topic: z.string().default('life') }),
      run: async (_args, call) => (await call.elicit({ message: 'First?', schema: nameForm })).content?.name,
    })
    .tool('at_once', {
      description: 'Asks several things at once.',
      run: async (_args, call) => {
        const [person, model, roots] = await Promise.all([
          call.elicit({ key: 'person', message: 'Name?', schema: nameForm }),
          call.sample({ key: 'model', messages: [], maxTokens: 3 }),
          call.roots({ key: 'roots' }),
        ])
        return [person.content?.name, model['model'], roots[0]?.uri].join(' ')
      },
    })
    .tool('catches', {
      description: 'Catches everything.',
      run: async (_args, call) => {
        try {
          return (await call.elicit({ key: 'name', message: 'Name?', schema: nameForm })).content?.name
        } catch {
          return 'caught'
        }
      },
    })
    .prompt('asking', {
      description: 'Asks for a name.',
      build: async (_args, call) =>
        `Hello ${(await call.elicit({ key: 'name', message: 'Name?', schema: nameForm })).content?.name}`,
    })
    .resource('asking://app', {
      description: 'Asks for a name.',
      read: async call =>
        `Of ${(await call.elicit({ key: 'name', message: 'Name?', schema: nameForm })).content?.name}`,
    })
}

interface Round {
  readonly requestState?: string | undefined
  readonly inputResponses?: JsonObject
}

function next(served: Served, name: string, round: Round = {}, args: JsonObject = {}): Promise<Message> {
  const params = {
    ...(round.requestState !== undefined && { requestState: round.requestState }),
    ...(round.inputResponses && { inputResponses: round.inputResponses }),
  }
  return callModern(served, name, args, { params, capabilities })
}

function asked({ result }: Message): Record<string, { readonly method: string; readonly message: string | undefined }> {
  assert.equal(result?.resultType, 'input_required')
  return Object.fromEntries(
    Object.entries(result?.inputRequests ?? {}).map(([key, { method, params }]) => [
      key,
      { method, message: params.message },
    ]),
  )
}

test('a call goes on over rounds, and answers of the first are kept in the third', async t => {
  const served = await serve(t, define)
  const first = await next(served, 'three_questions')
  assert.deepEqual(asked(first), { create_1: { method: 'elicitation/create', message: 'First?' } })
  const second = await next(served, 'three_questions', {
    requestState: first.result?.requestState,
    inputResponses: { create_1: accept({ name: 'a' }) },
  })
  assert.deepEqual(asked(second), { create_2: { method: 'elicitation/create', message: 'Second?' } })
  const third = await next(served, 'three_questions', {
    requestState: second.result?.requestState,
    inputResponses: { create_2: accept({ name: 'b' }) },
  })
  assert.deepEqual(asked(third), { create_3: { method: 'elicitation/create', message: 'Third?' } })
  const done = await next(served, 'three_questions', {
    requestState: third.result?.requestState,
    inputResponses: { create_3: accept({ name: 'c' }) },
  })
  assert.equal(done.result?.resultType, 'complete')
  assert.equal(textOf(done), 'a b c')
})

test('what is remembered between rounds can be neither read nor told apart', async t => {
  const served = await serve(t, define)
  const first = await next(served, 'three_questions')
  const round = { requestState: first.result?.requestState, inputResponses: { create_1: accept({ name: 'a secret' }) } }
  const [one, other] = await Promise.all([
    next(served, 'three_questions', round),
    next(served, 'three_questions', round),
  ])
  assert.doesNotMatch(Buffer.from(one.result?.requestState ?? '', 'base64url').toString('latin1'), /secret|Second/)
  assert.notEqual(one.result?.requestState, other.result?.requestState)
})

test('a state that was forged, cut, or made by another server is refused before the handler runs', async t => {
  let runs = 0
  const served = await serve(t, server =>
    server.tool('three_questions', {
      description: 'Asks.',
      run: async (_args, call) => {
        runs++
        return (await call.elicit({ message: 'First?', schema: nameForm })).content?.name
      },
    }),
  )
  const other = await serve(t, define)
  const { result } = await next(served, 'three_questions')
  const state = result?.requestState ?? ''
  const foreign = (await next(other, 'three_questions')).result?.requestState ?? ''
  const flipped = `${state.slice(0, 30)}${state[30] === 'A' ? 'B' : 'A'}${state.slice(31)}`
  runs = 0
  for (const requestState of [flipped, state.slice(0, -4), `${state}AAAA`, `${state}=`, '', 'x', foreign]) {
    const { error } = await next(served, 'three_questions', {
      requestState,
      inputResponses: { create_1: accept({ name: 'a' }) },
    })
    assert.equal(error?.code, -32602, requestState)
  }
  assert.equal(runs, 0)
})

test('a state that is no string is refused', async t => {
  const served = await serve(t, define)
  const { error } = await askModern(served, {
    method: 'tools/call',
    params: { name: 'three_questions', requestState: { a: 1 } },
    capabilities,
  })
  assert.equal(error?.code, -32602)
})

test('a state opens within its lifetime and not after', async t => {
  const clock = new FakeClock()
  const served = await serve(t, define, { clock })
  const { result } = await next(served, 'same_questions')
  const round = { requestState: result?.requestState, inputResponses: { create_1: accept({ name: 'Ada' }) } }
  clock.advance(10 * 60_000)
  assert.equal(textOf(await next(served, 'same_questions', round)), 'Ada')
  clock.advance(1)
  assert.equal((await next(served, 'same_questions', round)).error?.code, -32602)
})

test('a state opens for its own tool and arguments alone, whatever the order of their members', async t => {
  const served = await serve(t, server =>
    server
      .tool('pair', {
        description: 'Asks.',
        input: z.object({ a: z.int(), b: z.int() }),
        run: async (_args, call) => (await call.elicit({ message: 'First?', schema: nameForm })).content?.name,
      })
      .tool('other', {
        description: 'Asks.',
        input: z.object({ a: z.int(), b: z.int() }),
        run: async (_args, call) => (await call.elicit({ message: 'First?', schema: nameForm })).content?.name,
      }),
  )
  const { result } = await next(served, 'pair', {}, { a: 1, b: 2 })
  const round = { requestState: result?.requestState, inputResponses: { create_1: accept({ name: 'Ada' }) } }
  assert.equal((await next(served, 'other', round, { a: 1, b: 2 })).error?.code, -32602)
  assert.equal((await next(served, 'pair', round, { a: 1, b: 3 })).error?.code, -32602)
  assert.equal(textOf(await next(served, 'pair', round, { b: 2, a: 1 })), 'Ada')
})

test('a key that is given at creation lets another server go on with the call', async t => {
  const requestStateKey = new Uint8Array(32).fill(7)
  const one = await serve(t, define, { requestStateKey })
  const other = await serve(t, define, { requestStateKey })
  const { result } = await next(one, 'same_questions')
  const round = { requestState: result?.requestState, inputResponses: { create_1: accept({ name: 'Ada' }) } }
  assert.equal(textOf(await next(other, 'same_questions', round)), 'Ada')
})

test('a server of another name does not take what was asked for here, also with the same key', async t => {
  const requestStateKey = new Uint8Array(32).fill(7)
  const one = await serve(t, define, { requestStateKey })
  const other = await serve(t, define, { requestStateKey, name: 'another' })
  const { result } = await next(one, 'three_questions')
  const round = { requestState: result?.requestState, inputResponses: { create_1: accept({ name: 'Ada' }) } }
  assert.equal((await next(other, 'three_questions', round)).error?.message, 'Invalid or expired requestState')
})

test('an answer to a question that has changed since is not taken for the new one', async t => {
  let message = 'Delete one file?'
  const served = await serve(t, server =>
    server.tool('confirm', {
      description: 'Asks.',
      run: async (_args, call) => (await call.elicit({ key: 'sure', message })).action,
    }),
  )
  const { result } = await next(served, 'confirm')
  const round = { requestState: result?.requestState, inputResponses: { sure: accept({}) } }
  assert.equal(textOf(await next(served, 'confirm', round)), 'accept')
  message = 'Delete everything?'
  assert.deepEqual(asked(await next(served, 'confirm', round)), {
    sure: { method: 'elicitation/create', message: 'Delete everything?' },
  })
})

test('several questions that are asked at once go out in one round', async t => {
  const served = await serve(t, define)
  const first = await next(served, 'at_once')
  assert.deepEqual(
    Object.entries(asked(first)).map(([key, { method }]) => [key, method]),
    [
      ['person', 'elicitation/create'],
      ['model', 'sampling/createMessage'],
      ['roots', 'roots/list'],
    ],
  )
  const done = await next(served, 'at_once', {
    requestState: first.result?.requestState,
    inputResponses: {
      person: accept({ name: 'Ada' }),
      model: { role: 'assistant', content: { type: 'text', text: 'x' }, model: 'm' },
      roots: { roots: [{ uri: 'file:///home' }] },
    },
  })
  assert.equal(textOf(done), 'Ada m file:///home')
})

test('a question that was left open is asked again alone; the others keep their answers', async t => {
  const served = await serve(t, define)
  const first = await next(served, 'at_once')
  const second = await next(served, 'at_once', {
    requestState: first.result?.requestState,
    inputResponses: { person: accept({ name: 'Ada' }), roots: { roots: [{ uri: 'file:///home' }] } },
  })
  assert.deepEqual(Object.keys(asked(second)), ['model'])
  const done = await next(served, 'at_once', {
    requestState: second.result?.requestState,
    inputResponses: { model: { role: 'assistant', content: { type: 'text', text: 'x' }, model: 'm' } },
  })
  assert.equal(textOf(done), 'Ada m file:///home')
})

test('an answer that does not fit its question is asked for again', async t => {
  const served = await serve(t, define)
  const first = await next(served, 'same_questions')
  for (const answer of [accept({ name: 7 }), { action: 'perhaps' }, 'yes', null, []]) {
    const again = await next(served, 'same_questions', {
      requestState: first.result?.requestState,
      inputResponses: { create_1: answer },
    })
    assert.deepEqual(Object.keys(asked(again)), ['create_1'])
  }
})

test('declining and cancelling are answers', async t => {
  const served = await serve(t, server =>
    server.tool('confirm', {
      description: 'Asks.',
      run: async (_args, call) => (await call.elicit({ message: 'Sure?' })).action,
    }),
  )
  const first = await next(served, 'confirm')
  for (const action of ['decline', 'cancel']) {
    const round = { requestState: first.result?.requestState, inputResponses: { create_1: { action } } }
    assert.equal(textOf(await next(served, 'confirm', round)), action)
  }
})

test('a handler that catches its interruption is still asked for', async t => {
  const served = await serve(t, define)
  const first = await next(served, 'catches')
  assert.deepEqual(Object.keys(asked(first)), ['name'])
  const round = { requestState: first.result?.requestState, inputResponses: { name: accept({ name: 'Ada' }) } }
  assert.equal(textOf(await next(served, 'catches', round)), 'Ada')
})

test('prompts and resources ask as tools do', async t => {
  const served = await serve(t, define)
  for (const { method, params, says } of [
    { method: 'prompts/get', params: { name: 'asking' }, says: /Hello Ada/ },
    { method: 'resources/read', params: { uri: 'asking://app' }, says: /Of Ada/ },
  ]) {
    const first = await askModern(served, { method, params, capabilities })
    assert.deepEqual(Object.keys(asked(first)), ['name'])
    assert.equal('ttlMs' in (first.result ?? {}), false)
    const requestState = first.result?.requestState ?? ''
    const answered = { ...params, requestState, inputResponses: { name: accept({ name: 'Ada' }) } }
    const done = await askModern(served, { method, params: answered, capabilities })
    assert.equal(done.result?.resultType, 'complete')
    assert.match(JSON.stringify(done.result), says)
  }
})

test('a client that hangs up aborts its call', async t => {
  const started = gate<AbortSignal>()
  const served = await serve(t, server =>
    server.tool('wait', {
      description: 'Waits.',
      run: async (_args, call) => {
        started.open(call.signal)
        await aborted(call.signal)
        return 'over'
      },
    }),
  )
  const hangUp = new AbortController()
  const pending = sendModern(served, { method: 'tools/call', params: { name: 'wait' }, signal: hangUp.signal })
  const signal = await started.promise
  hangUp.abort()
  await assert.rejects(pending)
  await aborted(signal)
  assert.match(String((signal.reason as Error).message), /hung up/)
})
