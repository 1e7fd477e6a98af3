import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { systemClock } from '../../src/clock.ts'
import { createServer, DefinitionError, jsonSchema, type Schema, type Server, z } from '../../src/index.ts'
import { textOf } from './message.ts'
import { askModern, callModern } from './modern-client.ts'
import { keepLog, type LogEntry, reach, serve } from './testbed.ts'

const named = { name: 'a', version: '1' }
const tool = { description: 'A tool.', run: () => 'ok' }
const prompt = { description: 'A prompt.', build: () => 'ok' }
const resource = { description: 'A resource.', read: () => 'ok' }
const withHeader = (properties: Record<string, unknown>) => ({
  ...tool,
  input: jsonSchema({ type: 'object', properties } as never),
})
const opaque = {
  '~standard': { version: 1, vendor: 'opaque', validate: (value: unknown) => ({ value }) },
} as Schema

const wrong: Record<string, readonly [define: (server: Server) => unknown, says: RegExp]> = {
  'a tool without a name': [server => server.tool('', tool), /name/],
  'a tool name with a space': [server => server.tool('get weather', tool), /get_weather/],
  'a tool name of 129 characters': [server => server.tool('a'.repeat(129), tool), /128/],
  'a tool without a description': [server => server.tool('a', { ...tool, description: ' ' }), /description/],
  'a tool without a handler': [server => server.tool('a', { description: 'A tool.' } as never), /run/],
  'a tool name taken twice': [server => server.tool('a', tool).tool('a', tool), /already/],
  'a tool whose input is no object': [server => server.tool('a', { ...tool, input: z.string() as never }), /object/],
  'a tool whose input cannot be shown to clients': [
    server => server.tool('a', { ...tool, input: opaque }),
    /JSON Schema/,
  ],
  'a tool with a date in its input': [
    server => server.tool('a', { ...tool, input: z.object({ at: z.date() }) }),
    /tool "a"/,
  ],
  'a tool with a bigint in its output': [
    server => server.tool('a', { ...tool, output: z.object({ at: z.bigint() }), run: () => ({ at: 1n }) }),
    /tool "a"/,
  ],
  'an x-mcp-header that is no token': [
    server => server.tool('a', withHeader({ a: { type: 'string', 'x-mcp-header': 'a b' } })),
    /token/,
  ],
  'an empty x-mcp-header': [
    server => server.tool('a', withHeader({ a: { type: 'string', 'x-mcp-header': '' } })),
    /token/,
  ],
  'an x-mcp-header on a number': [
    server => server.tool('a', withHeader({ a: { type: 'number', 'x-mcp-header': 'A' } })),
    /type/,
  ],
  'an x-mcp-header on an object': [
    server => server.tool('a', withHeader({ a: { type: 'object', 'x-mcp-header': 'A' } })),
    /type/,
  ],
  'an x-mcp-header twice, but for case': [
    server =>
      server.tool(
        'a',
        withHeader({
          a: { type: 'string', 'x-mcp-header': 'Region' },
          b: { type: 'string', 'x-mcp-header': 'region' },
        }),
      ),
    /twice/,
  ],
  'an x-mcp-header within an array': [
    server => server.tool('a', withHeader({ a: { type: 'array', items: { type: 'string', 'x-mcp-header': 'A' } } })),
    /properties/,
  ],
  'an x-mcp-header within a choice': [
    server => server.tool('a', withHeader({ a: { anyOf: [{ type: 'string', 'x-mcp-header': 'A' }] } })),
    /properties/,
  ],
  'a tool whose input is a shape': [
    server => server.tool('a', { ...tool, input: { city: z.string() } as never }),
    /^tool "a": input is a shape.*z\.object\(\{ \.\.\. \}\)/,
  ],
  'a tool whose output is a shape': [
    server => server.tool('a', { ...tool, output: { city: z.string() } } as never),
    /^tool "a": output is a shape.*z\.object/,
  ],
  'a tool whose input is an empty object': [
    server => server.tool('a', { ...tool, input: {} as never }),
    /^tool "a": input is a shape.*z\.object/,
  ],
  'a tool whose input is raw JSON Schema': [
    server => server.tool('a', { ...tool, input: { type: 'object', properties: {} } as never }),
    /^tool "a": input is raw JSON Schema.*jsonSchema\(\{\.\.\.\}\)/,
  ],
  'a tool whose input is a text': [
    server => server.tool('a', { ...tool, input: 'city' as never }),
    /^tool "a": input is no schema.*z\.object.*jsonSchema/,
  ],
  'a prompt whose arguments are a shape': [
    server => server.prompt('a', { ...prompt, arguments: { city: z.string() } as never }),
    /^prompt "a": arguments is a shape.*z\.object/,
  ],
  'a toolkit that registers nothing': [server => server.use({} as never), /^use: .*register/],
  'no toolkit at all': [server => server.use(undefined as never), /^use: .*register/],
  'a prompt without a description': [server => server.prompt('a', { ...prompt, description: '' }), /description/],
  'a prompt name taken twice': [server => server.prompt('a', prompt).prompt('a', prompt), /already/],
  'a prompt whose arguments are no object': [
    server => server.prompt('a', { ...prompt, arguments: z.string() as never }),
    /arguments/,
  ],
  'a resource that is no URI': [server => server.resource('app', resource), /URI/],
  'a resource taken twice': [server => server.resource('a://b', resource).resource('a://b', resource), /already/],
  'a template without a variable': [server => server.template('a://b' as string, resource), /variable/],
  'a template with an unknown expression': [server => server.template('a://{?q}' as string, resource), /supported/],
  'a template with a variable twice': [server => server.template('a://{x}/{x}', resource), /twice/],
  'a template taken twice': [server => server.template('a://{x}', resource).template('a://{x}', resource), /already/],
  'a group without a prefix': [server => server.group('', {}, () => {}), /prefix/],
  'a group whose prefix no name may have': [
    server => server.group('my group', {}, group => group.tool('a', tool)),
    /name/,
  ],
  'an extension without a vendor': [server => server.extension('feature'), /vendor/],
  'an extension taken twice': [server => server.extension('a.example/x').extension('a.example/x'), /already/],
  'an extension that takes a method of the protocol': [
    server => server.extension('a.example/x', { methods: { 'tools/call': () => ({}) } }),
    /tools\/call/,
  ],
  'two extensions with the same method': [
    server =>
      server
        .extension('a.example/x', { methods: { 'x/do': () => ({}) } })
        .extension('a.example/y', { methods: { 'x/do': () => ({}) } }),
    /x\/do/,
  ],
}

for (const [what, [define, says]] of Object.entries(wrong))
  test(`${what} is refused at registration, with the reason`, () => {
    const server = createServer({ name: 'a', version: '1', logger: keepLog([]) })
    assert.throws(
      () => define(server),
      (error: unknown) => {
        assert.ok(error instanceof DefinitionError, String(error))
        assert.match(error.message, says)
        return true
      },
    )
  })

test('a server without a name or version is refused', () => {
  assert.throws(() => createServer({ name: ' ', version: '1' }), DefinitionError)
  assert.throws(() => createServer({ name: 'a', version: '' }), DefinitionError)
})

const settings: readonly (readonly [options: unknown, says: RegExp])[] = [
  [undefined, /createServer\(\{ name/],
  ['weather', /createServer\(\{ name/],
  [{ ...named, instruction: 'Ask.' }, /there is no "instruction"\. Did you mean "instructions"\?/],
  [{ ...named, principal: () => undefined }, /"principal" belongs elsewhere.*server\.handler, server\.fetchHandler/],
  [{ ...named, publicUrl: 'https://app.example' }, /"publicUrl" belongs elsewhere.*server\.listen/],
  [{ ...named, port: 1 }, /"port" belongs elsewhere.*server\.listen/],
  [{ ...named, limits: 'small' }, /limits is an object, such as/],
  [{ ...named, limits: { bodyy: 1 } }, /limits: there is no "bodyy"\. Did you mean "body"\?/],
  [{ ...named, limits: { body: '1kb' } }, /limits\.body must be a positive number, not "1kb"/],
  [{ ...named, limits: { depth: 0 } }, /limits\.depth must be a positive number, not 0/],
  [{ ...named, limits: { depth: Number.NaN } }, /limits\.depth must be a positive number, not NaN/],
  [{ ...named, limits: { connections: Number.POSITIVE_INFINITY } }, /connections must be a positive number/],
  [{ ...named, limits: { calls: 0 } }, /limits\.calls must be a positive number, not 0/],
  [{ ...named, limits: { cals: 9 } }, /limits: there is no "cals"\. Did you mean "calls"\?/],
  [{ ...named, limits: { sessions: { maxx: 1 } } }, /limits\.sessions: there is no "maxx"\. Did you mean "max"\?/],
  [{ ...named, limits: { sessions: { max: '3' } } }, /limits\.sessions\.max must be a positive number, not "3"/],
  [{ ...named, limits: { sessions: [] } }, /limits\.sessions is an object, such as \{ max: 100 \}/],
  [{ ...named, limits: null }, /limits is an object, such as/],
  [{ ...named, title: 7 }, /title 7 cannot be: write a text/],
  [{ ...named, instructions: ['Ask.'] }, /instructions \["Ask\."\] cannot be: write a text/],
  [{ ...named, websiteUrl: new URL('https://a.example') }, /websiteUrl "?.* cannot be: write a text/],
  [{ ...named, icons: ['a.png'] }, /icons is a list: \[\{ src: /],
  [{ ...named, sessions: 'no' }, /sessions "no" cannot be: write true or false/],
  [{ ...named, sse: 1 }, /sse 1 cannot be: write true or false/],
  [{ ...named, pageSize: 0 }, /pageSize 0 cannot be: write a whole number from 1/],
  [{ ...named, pageSize: '50' }, /pageSize "50" cannot be: write a whole number from 1/],
  [{ ...named, profile: 'gemni' }, /profile "gemni" is none of auto.*Did you mean "gemini"\?/],
  [{ ...named, requestStateKey: 'hunter2' }, /requestStateKey is a Uint8Array of 32 bytes, and is something else/],
  [{ ...named, requestStateKey: new Uint8Array(16) }, /is a Uint8Array of 32 bytes, and has 16\. Draw one with/],
  [{ ...named, practices: 7 }, /practices is an object, such as \{ limit: '300\/minute' \}, or a mode/],
  [{ ...named, practices: 'of' }, /practices "of" cannot be: did you mean 'off'\?/],
  [{ ...named, practices: { limt: 'off' } }, /practices: there is no "limt"\. Did you mean "limit"\?/],
  [{ ...named, overrides: ['a'] }, /overrides is an object, such as/],
  [{ ...named, overrides: { a: 'off' } }, /overrides: tool "a" is an object, such as/],
  [{ ...named, outbound: 'off' }, /outbound is an object, such as \{ timeout: '10s' \}/],
  [{ ...named, outbound: { alow: [] } }, /outbound: there is no "alow"\. Did you mean "allow"\?/],
  [{ ...named, outbound: { allow: 'a.internal' } }, /outbound\.allow "a\.internal" cannot be: write a list of hosts/],
  [{ ...named, outbound: { allow: ['https://a.internal'] } }, /outbound\.allow "https:.*without https:\/\/ and path/],
  [{ ...named, outbound: { allow: ['*.internal'] } }, /there are no patterns; name each host/],
  [{ ...named, outbound: { timeout: 'soon' } }, /outbound\.timeout "soon" is no duration/],
  [{ ...named, outbound: { body: '10 MiB' } }, /outbound\.body "10 MiB" cannot be: write a whole number from 1/],
  [{ ...named, outbound: { connections: 0 } }, /outbound\.connections 0 cannot be/],
  [{ ...named, logger: { info() {}, warn() {} } }, /logger is an object with debug, .* and has no debug, error/],
  [{ ...named, logger: 'stderr' }, /logger is an object with debug, info, warn, error/],
  [{ ...named, logger: null }, /logger is an object with debug/],
  [{ ...named, records: 'stdrr' }, /records "stdrr" cannot be: did you mean 'stderr'\?/],
  [{ ...named, records: false }, /records false cannot be: write stderr, logger, off, \{ file: /],
  [{ ...named, records: { path: 'a' } }, /records: there is no "path"/],
  [{ ...named, records: { file: 7 } }, /records\.file 7 cannot be: write a path/],
  [{ ...named, recordFormat: 'jsn' }, /recordFormat "jsn" cannot be: did you mean 'json'\?/],
  [{ ...named, recordLevel: 'warning' }, /recordLevel "warning" cannot be: did you mean 'warn'\?/],
  [{ ...named, recordLevel: 'debug' }, /recordLevel "debug" cannot be: write info, warn, error/],
  [{ ...named, clock: { now: Date.now } }, /clock is an object with now, every, after, and has no every, after/],
  [{ ...named, traffic: true }, /traffic true cannot be: give a function/],
]

test('a key that cannot be one is not told', () => {
  assert.throws(
    () => createServer({ ...named, requestStateKey: 'hunter2' as never }),
    (error: Error) => !error.message.includes('hunter2'),
  )
})

const served: readonly (readonly [how: 'listen' | 'stdio', options: unknown, says: RegExp])[] = [
  ['listen', 8080, /listen takes its options by name: \{ port: 8080 \}/],
  ['listen', null, /listen takes its options by name/],
  ['listen', { port: '8080' }, /listen: "8080" is no port/],
  ['listen', { port: 70_000 }, /listen: 70000 is no port/],
  ['listen', { host: 7 }, /listen: host 7 cannot be: write an address of this machine/],
  ['listen', { host: 'http://0.0.0.0' }, /listen: host "http:\/\/0\.0\.0\.0" cannot be/],
  ['listen', { path: 'mcp' }, /listen: path "mcp" must begin with a slash/],
  ['listen', { pathh: '/mcp' }, /listen: there is no "pathh"\. Did you mean "path"\?/],
  ['stdio', null, /stdio: what it takes is an object, such as \{ input, output \}/],
  ['stdio', { inputs: process.stdin }, /stdio: there is no "inputs"\. Did you mean "input"\?/],
  ['stdio', { input: 'text' }, /stdio: input is an object with on, off, once, pause, resume/],
  ['stdio', { output: console }, /stdio: output is an object with on, write/],
]

for (const [how, options, says] of served)
  test(`${how}(${inspect(options, { depth: 0 })}) is refused, in words that help`, async () => {
    const server = createServer({ ...named, logger: keepLog([]) })
    await assert.rejects(
      server[how](options as never),
      (error: unknown) => error instanceof DefinitionError && says.test(error.message),
    )
    await server.close()
  })

test('a time that no timer can hold is the longest that one can', t => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  const fired: string[] = []
  systemClock.after(2 ** 40, () => fired.push('after'))
  systemClock.every(2 ** 40, () => fired.push('every'))
  t.mock.timers.tick(2 ** 31 - 2)
  assert.deepEqual(fired, [])
  t.mock.timers.tick(1)
  assert.deepEqual(fired, ['after', 'every'])
})

for (const [options, says] of settings)
  test(`createServer(${inspect(options)}) is refused, in words that help`, () => {
    assert.throws(
      () => createServer(options as never),
      (error: unknown) => error instanceof DefinitionError && says.test(error.message),
    )
  })

test('a name that is allowed but not snake_case is served, with advice in the log', () => {
  const log: LogEntry[] = []
  const server = createServer({ name: 'a', version: '1', logger: keepLog(log) })
  server.tool('getWeather', tool).tool('get_weather', tool).tool('get-weather', tool)
  assert.deepEqual(
    log.map(({ level, event }) => [level, event]),
    [
      ['warn', 'definition.name'],
      ['warn', 'definition.name'],
    ],
  )
  for (const { fields } of log) assert.match(String(fields['advice']), /"get_weather"/)
})

test('groups nest: names get every prefix, settings are inherited and may be overridden', async t => {
  const served = await serve(t, server =>
    server.group('repo', { readOnly: true, openWorld: true }, repo => {
      repo.tool('read', tool).prompt('explain', prompt)
      repo.group('branch', { openWorld: false }, branch => {
        branch.tool('list', tool).tool('delete', { ...tool, readOnly: false, destructive: true })
      })
    }),
  )
  const { result } = await askModern(served, { method: 'tools/list' })
  assert.deepEqual(
    result?.tools?.map(({ name, annotations }) => [name, annotations]),
    [
      ['repo_read', { readOnlyHint: true, destructiveHint: false, openWorldHint: true }],
      ['repo_branch_list', { readOnlyHint: true, destructiveHint: false, openWorldHint: false }],
      ['repo_branch_delete', { readOnlyHint: false, destructiveHint: true, openWorldHint: false }],
    ],
  )
  const prompts = (await askModern(served, { method: 'prompts/list' })).result?.['prompts']
  assert.deepEqual(
    (prompts as readonly { name: string }[]).map(({ name }) => name),
    ['repo_explain'],
  )
  assert.equal(textOf(await callModern(served, 'repo_branch_list')), 'ok')
})

test('a toolkit is opened before the server listens, adds its instructions, and is closed once', async () => {
  const happened: string[] = []
  const server = createServer({ name: 'a', version: '1', instructions: 'First.', logger: keepLog([]) })
  server.use({
    name: 'kit',
    instructions: 'Second.',
    register: target => void target.tool('kit_tool', tool),
    open: async () => void happened.push('open'),
    close: async () => void happened.push('close'),
  })
  const { url } = await server.listen({ port: 0 })
  assert.deepEqual(happened, ['open'])
  const served = reach(url, server)
  assert.equal((await askModern(served, { method: 'server/discover' })).result?.['instructions'], 'First.\n\nSecond.')
  await Promise.all([server.close(), server.close()])
  await server.close()
  assert.deepEqual(happened, ['open', 'close'])
})

test('a port that is taken is told by the system’s own error, and the server can still listen elsewhere', async t => {
  const first = await serve(t)
  const server = createServer({ name: 'a', version: '1', logger: keepLog([]) })
  t.after(() => server.close())
  await assert.rejects(server.listen({ port: Number(new URL(first.url).port) }), { code: 'EADDRINUSE' })
  const { url } = await server.listen({ port: 0 })
  assert.equal((await fetch(new URL('/healthz', url))).status, 200)
})

const templates: readonly (readonly [template: string, uri: string, variables: Record<string, string> | undefined])[] =
  [
    ['note://{id}', 'note://7', { id: '7' }],
    ['note://{id}', 'note://a%20b%2Fc', { id: 'a b/c' }],
    ['note://{id}', 'note://a/b', undefined],
    ['note://{id}', 'note://', undefined],
    ['note://{id}', 'note://%E0%A4%A', undefined],
    ['repo://{owner}/{name}/issues/{number}', 'repo://a/b/issues/3', { owner: 'a', name: 'b', number: '3' }],
    ['file:///{+path}', 'file:///a/b/c.txt', { path: 'a/b/c.txt' }],
    ['a.b://{x}', 'aXb://1', undefined],
  ]

for (const [template, uri, variables] of templates)
  test(`${uri} ${variables ? `gives ${template} its variables, decoded` : `is not of ${template}`}`, async t => {
    const served = await serve(t, server =>
      server.template(template, { description: 'A template.', read: given => JSON.stringify(given) }),
    )
    const { result, error } = await askModern(served, { method: 'resources/read', params: { uri } })
    if (!variables) return assert.equal(error?.code, -32602)
    const [contents] = (result?.['contents'] ?? []) as readonly { text: string; uri: string }[]
    assert.equal(contents?.uri, uri)
    assert.deepEqual(JSON.parse(contents?.text ?? ''), variables)
  })
