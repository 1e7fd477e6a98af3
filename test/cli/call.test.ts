import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { createServer, type Listening, result, ToolError, z } from '../../src/index.ts'
import { LintelProcess, run } from './lintel-process.ts'

const eras = ['2026-07-28', '2025-11-25']
let listening: Listening
let waiting: () => void
const server = createServer({ name: 'callee', version: '1.0.0' })
  .tool('echo', {
    description: 'Answers its arguments.',
    input: z.object({
      text: z.string().optional(),
      count: z.int().optional(),
      ratio: z.number().nullable().optional(),
      flag: z.boolean().optional(),
      tags: z.array(z.string()).optional(),
      sizes: z.array(z.int()).optional(),
      nested: z.object({ a: z.int() }).optional(),
      region: z.string().meta({ 'x-mcp-header': 'Region' }).optional(),
    }),
    run: args => JSON.stringify(args),
  })
  .tool('ask', {
    description: 'Asks the person, and answers what they did.',
    run: async (_args, call) => {
      const { action } = await call.elicit({ message: 'Your name?', schema: z.object({ name: z.string() }) })
      return `the person said ${action}`
    },
  })
  .tool('count', {
    description: 'Reports progress.',
    run: (_args, call) => {
      call.progress(1, 4, 'one')
      call.progress(4, 4, 'four')
      return 'counted'
    },
  })
  .tool('refuse', {
    description: 'Always refuses.',
    run: () => {
      throw new ToolError('No such thing', { code: 'NO_SUCH_THING', next: 'Ask for another.' })
    },
  })
  .tool('blocks', {
    description: 'Answers content of several kinds.',
    run: () =>
      result({
        content: [
          { type: 'text', text: 'a picture:' },
          { type: 'image', data: 'AAAA', mimeType: 'image/png' },
          { type: 'resource_link', uri: 'file:///a', name: 'a' },
        ],
      }),
  })
  .tool('users', {
    description: 'More users than an answer holds.',
    readOnly: true,
    output: z.object({ users: z.array(z.object({ id: z.int(), name: z.string() })) }),
    run: () => ({ users: Array.from({ length: 5000 }, (_, id) => ({ id, name: `user ${id}` })) }),
  })
  .tool('bare', {
    description: 'Structured content without a text.',
    output: z.object({ n: z.int() }),
    run: () => result({ structured: { n: 7 }, content: [] }),
  })
  .tool('part', {
    description: 'Closes its stream before it answers.',
    run: (_args, call) => {
      call.closeStream()
      return 'the rest'
    },
  })
  .tool('wait', {
    description: 'Waits until it is cancelled.',
    run: (_args, call) =>
      new Promise(resolve => {
        call.signal.addEventListener('abort', () => {
          waiting()
          resolve('')
        })
        call.progress(0, 1, 'waiting')
      }),
  })
  .resource('note:a', { read: () => 'a note' })

before(async () => {
  listening = await server.listen({ port: 0 })
})
after(() => server.close())

const call = (...args: readonly string[]) => run(['call', ...args, '--url', listening.url])

for (const era of eras) {
  test(`${era}: key=value takes its type from the input schema`, async () => {
    const typed = ['text=1', 'count=2', 'ratio=null', 'flag=true', 'tags=a', 'tags=b', 'sizes=3', 'nested:={"a":1}']
    const { code, stdout, stderr } = await call('echo', ...typed, 'region=Zürich 東', '--era', era)
    assert.equal(code, 0, stderr)
    assert.deepEqual(JSON.parse(stdout), {
      text: '1',
      count: 2,
      ratio: null,
      flag: true,
      tags: ['a', 'b'],
      sizes: [3],
      nested: { a: 1 },
      region: 'Zürich 東',
    })
  })

  test(`${era}: what stands in structured content alone is printed, what is said of it goes to standard error`, async () => {
    const { code, stdout, stderr } = await call('users', '--era', era)
    assert.equal(code, 0, stderr)
    const { users } = JSON.parse(stdout) as { readonly users: readonly { readonly id: number }[] }
    assert.deepEqual([users[0]?.id, users.length > 1000], [0, true])
    assert.match(stderr, /^Items 1 to \d+ of 5000\. .*read the resource lintel:/)
    assert.equal((await call('bare', '--era', era)).stdout, '{"n":7}\n')
  })

  test(`${era}: lintel read prints a resource, and what an answer links to`, async () => {
    const read = (uri: string) => run(['read', uri, '--url', listening.url, '--era', era])
    assert.equal((await read('note:a')).stdout, 'a note\n')
    const { stderr } = await call('users', '--era', era)
    const { stdout } = await read(/lintel:\/\/result\/[\w-]+/.exec(stderr)![0])
    assert.match(stdout, /user 1\b/)
    const missing = await read('note:b')
    assert.deepEqual([missing.code, missing.stdout], [1, ''])
    assert.match(missing.stderr, /Resource note:b not found/)
  })

  test(`${era}: a question is declined where there is no terminal`, async () => {
    const { stdout, stderr } = await call('ask', '--era', era)
    assert.equal(stdout, 'the person said decline\n')
    assert.match(stderr, /The tool asks: Your name\?\nDeclined/)
  })

  test(`${era}: progress shows on standard error where it is asked for`, async () => {
    const { stdout, stderr } = await call('count', '--progress', '--era', era)
    assert.deepEqual([stdout, stderr], ['counted\n', ' 25 %  one\n100 %  four\n'])
    assert.equal((await call('count', '--era', era)).stderr, '')
  })

  test(`${era}: Ctrl+C cancels the call at the server and ends with 130`, async () => {
    const cancelled = new Promise<void>(resolve => {
      waiting = resolve
    })
    await using caller = new LintelProcess(['call', 'wait', '--progress', '--url', listening.url, '--era', era])
    await caller.saw(/waiting/)
    const { code, stderr } = await caller.stop('SIGINT')
    assert.equal(code, 130)
    assert.match(stderr, /Cancelled\./)
    await cancelled
  })
}

for (const era of eras) {
  for (const [moment, begin] of [
    ['before its answer begins', () => {}],
    [
      'within its answer',
      (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n'),
    ],
  ] as const) {
    test(`${era}: a connection that breaks ${moment} is told from a server that is not there`, async () => {
      const front = createHttpServer((request, response) => {
        void relay(request, response, () => {
          begin(response)
          setImmediate(() => response.destroy())
        })
      }).listen(0, '127.0.0.1')
      await once(front, 'listening')
      const { port } = front.address() as { port: number }
      const { code, stderr } = await run(['call', 'echo', '--url', `http://127.0.0.1:${port}/mcp`, '--era', era])
      front.close()
      assert.equal(code, 1, stderr)
      assert.match(stderr, /^The connection to http\S+ broke[^\n]*\necho may have taken effect all the same: look/)
    })
  }
}

/** Hands a request on to the server and its answer back; what calls a tool goes to `onCall` instead. */
async function relay(request: IncomingMessage, response: ServerResponse, onCall: () => void): Promise<void> {
  const body = await text(request)
  if (body.includes('"tools/call"')) return onCall()
  const passed = Object.entries(request.headers).filter(([name]) => /^(mcp-|accept$|content-type$)/.test(name))
  const headers = Object.fromEntries(passed.map(([name, value]) => [name, String(value)]))
  const method = request.method!
  const answer = await fetch(listening.url, { method, headers, ...(body !== '' && { body }) })
  const kept = [...answer.headers].filter(([name]) => /^(mcp-|content-type$)/.test(name))
  response.writeHead(answer.status, Object.fromEntries(kept)).end(await answer.text())
}

test('an answer whose stream was closed early is fetched with the id of the last event', async () => {
  const { code, stdout, stderr } = await call('part', '--era', '2025-11-25')
  assert.deepEqual([code, stdout], [0, 'the rest\n'], stderr)
})

test('a tool that answers with an error ends with 3, its text on standard error', async () => {
  const { code, stdout, stderr } = await call('refuse')
  assert.deepEqual([code, stdout], [3, ''])
  assert.match(stderr, /No such thing/)
  assert.match(stderr, /Ask for another\./)
})

test('what is no text is named; --raw prints the whole result', async () => {
  assert.equal(
    (await call('blocks')).stdout,
    'a picture:\n[image image/png, 3 bytes; --raw prints it]\n[link file:///a]\n',
  )
  const raw = JSON.parse((await call('blocks', '--raw')).stdout) as { content: unknown[] }
  assert.equal(raw.content.length, 3)
})

test('--json gives the arguments as an object, which pairs are laid over', async () => {
  const { stdout } = await call('echo', '--json', '{"text":"a","count":1}', 'count=2')
  assert.deepEqual(JSON.parse(stdout), { text: 'a', count: 2 })
})

test('a slip in the tool or an argument is met with the nearest one, and ends with 2', async () => {
  for (const [args, meant] of [
    [['ehco'], /no tool ehco\. Did you mean echo\?/],
    [['echo', 'txt=a'], /no argument txt\. Did you mean text\?/],
    [['echo', 'count=many'], /count has to be a whole number/],
    [['echo', 'text'], /write key=value/],
    [['echo', '--json', '[1]'], /has to be an object/],
    [['echo', 'nested:={'], /nested is not valid JSON/],
    [['echo', 'text=a', 'text=b'], /text is given more than once/],
  ] as const) {
    const { code, stderr } = await call(...args)
    assert.equal(code, 2, stderr)
    assert.match(stderr, meant)
  }
})

test('where no server answers, or none that speaks MCP, the command says so and ends with 1', async () => {
  const gone = createTcpServer().listen(0, '127.0.0.1')
  const { port } = await new Promise<{ port: number }>(resolve =>
    gone.once('listening', () => resolve(gone.address() as { port: number })),
  )
  await new Promise(resolve => gone.close(resolve))
  const unreachable = await run(['tools', '--url', `http://127.0.0.1:${port}/mcp`])
  assert.equal(unreachable.code, 1)
  assert.match(unreachable.stderr, /No server answers at .*ECONNREFUSED[\s\S]*lintel serve/)
  const elsewhere = await run(['tools', '--url', new URL('/elsewhere', listening.url).href])
  assert.equal(elsewhere.code, 1)
  assert.match(elsewhere.stderr, /the MCP endpoint is \/mcp/)
})
