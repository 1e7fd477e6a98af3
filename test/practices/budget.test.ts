import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHost } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import {
  type CallEvent,
  content,
  createServer,
  type JsonObject,
  type PracticeSettings,
  result,
  type Server,
  ToolError,
  z,
} from '../../src/index.ts'
import { FakeClock } from '../protocol/fake-clock.ts'
import { failureOf, textOf } from '../protocol/message.ts'
import { askModern } from '../protocol/modern-client.ts'
import { keepLog, reach, serve } from '../protocol/testbed.ts'
import { blocksOf, callAll, factsOf, itemsOf, join, readAll, readPage, shownText } from './follow-result.ts'
import { openLegacy, openModern, wires } from './wires.ts'

const items = Array.from({ length: 3000 }, (_, id) => ({ id, name: `Number ${id} of many` }))
const long = Array.from({ length: 9000 }, (_, line) => `Line ${line} of a long text`).join('\n')
const listOf = z.object({ items: z.array(z.object({ id: z.number(), name: z.string() })), total: z.number() })
const base64 = Buffer.alloc(1_000_000, 'image').toString('base64')

function define(server: Server): void {
  let runs = 0
  server.tool('list_items', {
    description: 'Lists.',
    input: z.object({ of: z.string().optional() }),
    output: listOf,
    run: () => ({ items, total: ++runs }),
  })
  server.tool('short_list', {
    description: 'Lists.',
    output: listOf,
    run: () => ({ items: items.slice(0, 3), total: 3 }),
  })
  server.tool('read_text', { description: 'Reads.', run: () => long })
  server.tool('read_on', { description: 'Reads.', budget: { pages: true }, run: () => long })
  server.tool('describe', { description: 'Describes.', run: () => ({ text: long, lines: 9000 }) })
  server.tool('owed', {
    description: 'Describes.',
    output: z.object({ text: z.string() }),
    run: () => ({ text: long }),
  })
  server.tool('middling', {
    description: 'Describes.',
    output: z.object({ text: z.string() }),
    run: () => ({ text: long.slice(0, 30_000) }),
  })
  server.tool('freely', { description: 'Describes.', run: () => ({ text: long.slice(0, 30_000) }) })
  server.tool('draw', { description: 'Draws.', run: () => [content.text('Here:'), content.image(base64, 'image/png')] })
  server.tool('fail', {
    description: 'Fails.',
    run: () => result({ isError: true, content: [content.text('It is broken. '.repeat(20_000))] }),
  })
  server.resource('text://long', { description: 'Long.', mimeType: 'text/markdown', read: () => long })
  server.prompt('long', { description: 'Long.', build: () => long })
}

for (const [name, open] of wires) {
  test(`${name}: a list is paged by cursor, all of it in order, and the tool runs once`, async t => {
    const ask = await open(t, define)
    const answers = await callAll(ask, 'list_items', { of: 'it' })
    assert.ok(answers.length > 1)
    const pages = answers.map(({ result }) => result?.structuredContent as z.output<typeof listOf>)
    assert.deepEqual(
      pages.flatMap(page => itemsOf(page)),
      items,
    )
    assert.deepEqual(new Set(pages.map(({ total }) => total)), new Set([1]))
    assert.match(textOf(answers[0]!), /^Items 1 to \d+ of 3000\. To go on, call list_items again .* cursor "/)
    assert.match(textOf(answers.at(-1)!), /: the last\./)
  })

  test(`${name}: the cursor stands in structured content too, and in the schemas that are listed`, async t => {
    const ask = await open(t, define)
    const answer = await ask('tools/call', { name: 'list_items', arguments: {} })
    const structured = answer.result?.structuredContent as JsonObject
    assert.equal(structured['nextCursor'], factsOf(answer).nextCursor)
    const listed = await ask('tools/list', {})
    const tools = listed.result?.['tools'] as unknown as {
      name: string
      inputSchema: JsonObject
      outputSchema?: JsonObject
    }[]
    const shown = (tool: string) => {
      const { inputSchema, outputSchema } = tools.find(({ name }) => name === tool)!
      return [inputSchema, outputSchema].map(schema => Object.keys((schema?.['properties'] ?? {}) as JsonObject))
    }
    assert.deepEqual(shown('list_items'), [
      ['of', 'cursor'],
      ['items', 'total', 'nextCursor'],
    ])
    assert.deepEqual(shown('owed'), [[], ['text']])
  })

  test(`${name}: a text is paged at line borders, and goes on as a resource or by cursor`, async t => {
    const ask = await open(t, define)
    const first = await ask('tools/call', { name: 'read_text', arguments: {} })
    assert.ok(shownText(first).endsWith('\n'))
    assert.match(
      blocksOf(first).at(-1)?.['text'] as string,
      /^Characters 1 to \d+ of \d+\. To go on, read the resource lintel:/,
    )
    const rest = await readAll(ask, factsOf(first).next)
    assert.equal(shownText(first) + join(rest), long)

    const answers = await callAll(ask, 'read_on', {})
    assert.equal(answers.map(shownText).join(''), long)
  })

  test(`${name}: what cannot be paged is a link to all of it, and an error where the schema asks for it`, async t => {
    const ask = await open(t, define)
    const value = { text: long, lines: 9000 }
    const linked = await ask('tools/call', { name: 'describe', arguments: {} })
    assert.equal(linked.result?.structuredContent, undefined)
    const [link, said] = blocksOf(linked)
    assert.equal(link?.['type'], 'resource_link')
    assert.match(said?.['text'] as string, /tokens\) is left out.*in \d parts.*It has text: .*, lines: 9000\.$/)
    assert.deepEqual(JSON.parse(join(await readAll(ask, link?.['uri'] as string))), value)

    const refused = await ask('tools/call', { name: 'owed', arguments: {} })
    assert.equal(refused.result?.isError, true)
    assert.equal(failureOf(refused.result).code, 'RESULT_TOO_LARGE')
    const uri = blocksOf(refused).find(block => block['type'] === 'resource_link')?.['uri'] as string
    assert.deepEqual(JSON.parse(join(await readAll(ask, uri))), { text: long })
  })

  test(`${name}: an image over the limit is a link, in its place, and its parts are all of it`, async t => {
    const ask = await open(t, define)
    const answer = await ask('tools/call', { name: 'draw', arguments: {} })
    const [text, link, said] = blocksOf(answer)
    assert.deepEqual([text?.['text'], link?.['type'], link?.['mimeType']], ['Here:', 'resource_link', 'image/png'])
    assert.match(said?.['text'] as string, /^image\/png of about 1,000,00\d bytes is left out/)
    const parts = await readAll(ask, link?.['uri'] as string)
    assert.equal(join(parts, 'blob'), base64)
    assert.ok(parts.every(part => part['mimeType'] === 'image/png'))
  })

  test(`${name}: resources and prompts say what is left out, and it can be read`, async t => {
    const ask = await open(t, define)
    const read = await readAll(ask, 'text://long')
    assert.equal(join(read), long)
    assert.equal(read[0]?.['mimeType'], 'text/markdown')

    const prompt = await ask('prompts/get', { name: 'long' })
    const messages = prompt.result?.['messages'] as unknown as { content: { text: string } }[]
    assert.equal(messages.length, 2)
    assert.match(messages[1]!.content.text, /^Characters 1 to \d+ of/)
    assert.equal(messages[0]!.content.text + join(await readAll(ask, factsOf(prompt).next)), long)
  })

  test(`${name}: a long error ends with a sentence, and says that it goes on`, async t => {
    const ask = await open(t, define)
    const answer = await ask('tools/call', { name: 'fail', arguments: {} })
    const [text, note] = blocksOf(answer).map(block => block['text'] as string)
    assert.match(text!, /It is broken\.$/)
    assert.equal(note, `(${20_000 * 14 - text!.length} more characters of this error are left out.)`)
  })

  test(`${name}: the data of an error count for its budget: what is small stays, what does not fit is left out with a word`, async t => {
    const sent = { items: 'word '.repeat(10_000) }
    const ask = await open(t, server => {
      const small = { description: 'Fails.', budget: { tokens: 1000 } } as const
      const fail = (message: string, data: JsonObject) => () => {
        throw new ToolError(message, { code: 'NOT_SO', data })
      }
      server.tool('large', { ...small, run: fail('It is broken.', sent) })
      server.tool('long', { ...small, run: fail('It is broken. '.repeat(2000), { line: 7 }) })
      server.tool('fits', { ...small, run: fail('It is broken.', { line: 7 }) })
      server.resource('text://large', { ...small, read: fail('It is broken.', sent) })
    })
    const fail = async (tool: string) => {
      const answer = await ask('tools/call', { name: tool, arguments: {} })
      assert.ok(JSON.stringify(answer).length < 5000)
      const told = failureOf(answer.result) as { readonly code: string; readonly data?: unknown }
      assert.equal(told.code, 'NOT_SO')
      return { told, texts: blocksOf(answer).map(block => block['text'] as string) }
    }
    const large = await fail('large')
    assert.equal('data' in large.told, false)
    const characters = JSON.stringify(sent).length
    assert.deepEqual(large.texts, ['It is broken.', `(${characters} more characters of this error are left out.)`])
    const cut = await fail('long')
    assert.deepEqual(cut.told.data, { line: 7 })
    assert.match(cut.texts[1]!, /more characters of this error/)
    const fits = await fail('fits')
    assert.deepEqual([fits.told.data, fits.texts], [{ line: 7 }, ['It is broken.']])
    const { error } = await ask('resources/read', { uri: 'text://large' })
    assert.match(error?.message ?? '', /More of this error is left out/)
    assert.deepEqual([error?.data?.['code'], error?.data?.['items']], ['NOT_SO', undefined])
  })

  test(`${name}: an error of a resource comes whole where it fits, and else keeps what it says of itself`, async t => {
    const whole = 'It is broken. '.repeat(2200).trim()
    const data = { lines: 'word '.repeat(100) }
    const ask = await open(t, server => {
      const fail = (message: string, more: JsonObject) => () => {
        throw new ToolError(message, { code: 'NOT_SO', data: more })
      }
      server.resource('text://fits', { read: fail(whole, data) })
      server.resource('text://long', { read: fail(whole.repeat(10), data) })
      server.resource('text://both', { read: fail(whole.repeat(10), { lines: 'word '.repeat(50_000) }) })
    })
    const fits = await ask('resources/read', { uri: 'text://fits' })
    assert.equal(fits.error?.message, whole)
    assert.deepEqual([fits.error?.data?.['code'], fits.error?.data?.['lines']], ['NOT_SO', data.lines])
    for (const [uri, lines] of [
      ['text://long', data.lines],
      ['text://both', undefined],
    ] as const) {
      const { error } = await ask('resources/read', { uri })
      assert.match(error?.message ?? '', /It is broken\. \(More of this error is left out\.\)$/)
      assert.ok(JSON.stringify(error).length < 100_000)
      assert.deepEqual([error?.data?.['code'], error?.data?.['lines']], ['NOT_SO', lines], uri)
      assert.ok(error?.data?.['correlationId'], uri)
    }
  })
}

test('forged, foreign, expired cursors and those of other arguments are refused alike', async t => {
  const clock = new FakeClock()
  const served = await serve(t, define, { clock })
  const call = (args: JsonObject, name = 'list_items') =>
    askModern(served, { method: 'tools/call', params: { name, arguments: args } })
  const codeOf = async (args: JsonObject, name?: string) => {
    const { result } = await call(args, name)
    return failureOf(result).code
  }
  const cursor = factsOf(await call({ of: 'a' })).nextCursor!
  assert.equal(await codeOf({ of: 'a', cursor }), undefined)
  assert.equal(await codeOf({ of: 'b', cursor }), 'CONTINUATION_INVALID')
  assert.equal(await codeOf({ cursor }, 'read_on'), 'CONTINUATION_INVALID')
  for (const forged of ['x', `${cursor}x`, cursor.replace(/.$/, last => (last === 'A' ? 'Q' : 'A')), 7])
    assert.equal(await codeOf({ of: 'a', cursor: forged }), 'CONTINUATION_INVALID', String(forged))
  for (let at = 0; at < cursor.length; at++) {
    const other = cursor[at] === 'A' ? 'B' : 'A'
    const bent = cursor.slice(0, at) + other + cursor.slice(at + 1)
    assert.equal(await codeOf({ of: 'a', cursor: bent }), 'CONTINUATION_INVALID', bent)
    clock.advance(1000)
  }
  clock.advance(10 * 60_000)
  assert.equal(await codeOf({ of: 'a', cursor }), 'CONTINUATION_INVALID')
  const { answer } = await readPage(
    (method, params) => askModern(served, { method, params }),
    `lintel://result/${cursor}`,
  )
  assert.equal(answer.error?.data?.['code'], 'CONTINUATION_INVALID')
})

test('an empty cursor is none', async t => {
  const ask = await openModern(t, define)
  for (const cursor of ['', null]) {
    const answer = await ask('tools/call', { name: 'short_list', arguments: { cursor } })
    assert.deepEqual(answer.result?.structuredContent, { items: items.slice(0, 3), total: 3 })
  }
})

test('structured content and its text are never both large: which one is short depends on the client', async t => {
  const text = long.slice(0, 30_000)
  const large = JSON.stringify({ text })
  const seen = async (tool: string, client: string) => {
    const ask = await openModern(t, define, {}, client)
    const { result } = await ask('tools/call', { name: tool, arguments: {} })
    const text = result?.content?.[0]?.text ?? ''
    return { structured: result?.structuredContent !== undefined, whole: text === large, text }
  }
  for (const client of ['testbed', 'claude-code']) {
    const owed = await seen('middling', client)
    assert.deepEqual([owed.structured, owed.whole], [true, false])
    assert.match(owed.text, /^The result is in the structured content: text: /)
    assert.equal(/lintel:\/\/result/.test(owed.text), client === 'testbed')
  }
  const readsText = await seen('middling', 'opencode')
  assert.deepEqual([readsText.structured, readsText.whole], [true, true])
  assert.deepEqual(
    [(await seen('freely', 'testbed')).structured, (await seen('freely', 'testbed')).whole],
    [false, true],
  )
  assert.deepEqual(
    [(await seen('freely', 'claude-code')).structured, (await seen('freely', 'claude-code')).whole],
    [true, false],
  )
})

test('a client of 2025-03-26 gets lists as text, links as words, and can read what they name', async t => {
  const ask = await openLegacy(t, define, {}, '2025-03-26')
  const answers = await callAll(ask, 'list_items', {})
  assert.deepEqual(
    answers.flatMap(answer => itemsOf(JSON.parse(shownText(answer)))),
    items,
  )
  const linked = await ask('tools/call', { name: 'owed', arguments: {} })
  assert.equal(linked.result?.structuredContent, undefined)
  assert.equal(shownText(linked) + join(await readAll(ask, factsOf(linked).next)), JSON.stringify({ text: long }))
})

test('what is kept for one principal is not there for another', async t => {
  const server = createServer({ name: 'mounted', version: '1.0.0', logger: keepLog([]) })
  define(server)
  const handler = server.handler({ principal: ({ headers }) => ({ id: String(headers['x-user']) }) })
  const host = createHost(handler).listen(0, '127.0.0.1')
  await once(host, 'listening')
  t.after(async () => {
    await server.close()
    host.close()
  })
  const served = reach(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`, server)
  const askAs = (user: string) => (method: string, params: JsonObject) =>
    askModern(served, { method, params, headers: { 'x-user': user } })
  const call = (user: string, args: JsonObject) => askAs(user)('tools/call', { name: 'list_items', arguments: args })

  const { nextCursor: cursor = '', next: uri = '' } = factsOf(await call('ada', {}))
  assert.equal(failureOf((await call('bob', { cursor })).result).code, 'CONTINUATION_INVALID')
  assert.equal((await askAs('bob')('resources/read', { uri })).error?.data?.['code'], 'CONTINUATION_INVALID')
  assert.equal((await call('ada', { cursor })).result?.isError, undefined)
  assert.equal((await askAs('ada')('resources/read', { uri })).error, undefined)
})

test('report lets everything through and records it; off does neither, and no cursor is listed', async t => {
  for (const mode of ['report', 'off'] as const) {
    const { events, logger } = keepEvents()
    const ask = await openModern(t, define, { practices: { budget: mode }, logger })
    const answer = await ask('tools/call', { name: 'list_items', arguments: {} })
    assert.equal(itemsOf(answer.result?.structuredContent).length, items.length)
    const refused = await ask('tools/call', { name: 'list_items', arguments: { cursor: 'x' } })
    assert.equal(failureOf(refused.result).code, 'ARGUMENTS_INVALID')
    const expected = mode === 'report' ? [{ practice: 'budget', code: 'RESULT_TOO_LARGE' }] : undefined
    assert.deepEqual(events[0]?.reports, expected)
  }
})

test('tokens are counted exactly where a tokenizer is given, and the record says them', async t => {
  const { events, logger } = keepEvents()
  const count = (text: string) => text.split(' ').length
  const ask = await openModern(
    t,
    server => {
      server.tool('words', {
        description: 'Words.',
        input: z.object({ n: z.number() }),
        budget: { tokens: 1000, bytes: 1_000_000, count },
        run: ({ n }) => 'word '.repeat(n).trim(),
      })
    },
    { logger },
  )
  const whole = await ask('tools/call', { name: 'words', arguments: { n: 1000 } })
  assert.equal(blocksOf(whole).length, 1)
  assert.equal(events[0]?.tokens_out, 1000)
  const paged = await ask('tools/call', { name: 'words', arguments: { n: 1001 } })
  assert.equal(factsOf(paged).pages, 2)
})

test('a cached answer with a cursor is not kept for longer than what the cursor leads to', async t => {
  const clock = new FakeClock()
  let runs = 0
  const ask = await openModern(
    t,
    server =>
      void server.tool('list_items', {
        description: 'Lists.',
        readOnly: true,
        cache: '1 hour',
        output: listOf,
        run: () => ({ items, total: ++runs }),
      }),
    { clock },
  )
  const total = async () => {
    const answer = await ask('tools/call', { name: 'list_items', arguments: {} })
    const next = await ask('tools/call', { name: 'list_items', arguments: { cursor: factsOf(answer).nextCursor! } })
    assert.equal(next.result?.isError, undefined)
    return (answer.result?.structuredContent as { total: number } | undefined)?.total
  }
  assert.equal(await total(), 1)
  clock.advance(9 * 60_000)
  assert.equal(await total(), 1)
  clock.advance(60_000)
  assert.equal(await total(), 2)
})

test('a cached result is made anew for a client that reads another part of it', async t => {
  const served = await serve(t, server => {
    const output = z.object({ text: z.string() })
    const run = () => ({ text: long.slice(0, 30_000) })
    server.tool('middling', { description: 'x', readOnly: true, cache: { for: '1 hour', by: 'everyone' }, output, run })
  })
  const lengthFor = async (name: string) => {
    const meta = { 'io.modelcontextprotocol/clientInfo': { name, version: '1.0.0' } }
    const params = { name: 'middling', arguments: {} }
    return textOf(await askModern(served, { method: 'tools/call', params, meta })).length
  }
  assert.ok((await lengthFor('claude-code')) < 1000)
  assert.ok((await lengthFor('opencode')) > 30_000)
  assert.ok((await lengthFor('claude-code')) < 1000)
})

test('what is too large to be kept as well is refused, and says so', async t => {
  const huge = 'x'.repeat(5 * 1024 * 1024)
  const ask = await openModern(t, server => {
    server.tool('huge', { description: 'x', run: () => huge })
    server.resource('a://huge', { description: 'x', read: () => huge })
  })
  const { result } = await ask('tools/call', { name: 'huge', arguments: {} })
  assert.equal(failureOf(result).code, 'RESULT_TOO_LARGE')
  assert.equal((await ask('resources/read', { uri: 'a://huge' })).error?.data?.['code'], 'RESULT_TOO_LARGE')
})

test('a list is not paged where a page would break the output schema', async t => {
  const ask = await openModern(t, server => {
    const output = z.object({ items: z.array(z.unknown()).min(items.length) })
    server.tool('all_or_none', { description: 'x', output, run: () => ({ items }) })
  })
  const answer = await ask('tools/call', { name: 'all_or_none', arguments: {} })
  assert.equal(failureOf(answer.result).code, 'RESULT_TOO_LARGE')
  const link = blocksOf(answer).find(({ type }) => type === 'resource_link')
  assert.deepEqual(JSON.parse(join(await readAll(ask, link?.['uri'] as string))), { items })
})

test('a tool with a cursor of its own is left alone', async t => {
  const cursors: unknown[] = []
  const ask = await openModern(t, server => {
    server.tool('own', {
      description: 'x',
      input: z.object({ cursor: z.string().optional() }),
      output: z.object({ items: z.array(z.unknown()) }),
      run: ({ cursor }) => {
        cursors.push(cursor)
        return { items: [] }
      },
    })
  })
  const answer = await ask('tools/call', { name: 'own', arguments: { cursor: 'mine' } })
  assert.deepEqual([answer.result?.structuredContent, cursors], [{ items: [] }, ['mine']])
})

test('content of its own beside large structured content is had as well', async t => {
  const output = z.object({ items: z.array(z.unknown()), total: z.number() })
  const ask = await openModern(t, server => {
    const run = () => result({ content: [content.text(long)], structured: { items, total: 1 } })
    server.tool('both', { description: 'x', output, run })
  })
  const answers = await callAll(ask, 'both', {})
  assert.deepEqual(
    answers.flatMap(answer => itemsOf(answer.result?.structuredContent)),
    items,
  )
  const said = /The content is left out.* (lintel:\/\/result\/[\w-]+)/.exec(textOf(answers[0]!))
  assert.equal(join(await readAll(ask, said?.[1])), long)
})

test('a server with tools alone declares that it answers resources/read', async t => {
  const ask = await openModern(t, server => void server.tool('x', { description: 'x', run: () => 'x' }))
  const { result } = await ask('server/discover', {})
  assert.deepEqual(result?.capabilities?.['resources'], {})
})

test('a budget too small to say what is left out is refused when it is defined', () => {
  const server = createServer({ name: 'x', version: '1.0.0', logger: keepLog([]) })
  const wrong: readonly PracticeSettings['budget'][] = [
    { tokens: 999 },
    { bytes: 3999 },
    { tokens: Number.NaN },
    { keep: -1 },
  ]
  for (const budget of wrong)
    assert.throws(() => server.tool('x', { description: 'x', ...(budget && { budget }), run: () => 'x' }), {
      name: 'DefinitionError',
    })
})

/** A log of which only the records of calls are kept. */
function keepEvents() {
  const events: CallEvent[] = []
  const note = (event: string, fields?: object) => {
    if (event === 'call') events.push(fields as CallEvent)
  }
  return { events, logger: { debug: note, info: note, warn: note, error: note } }
}
