import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { content, type Mode, result, type Server, ToolError, z } from '../../src/index.ts'
import type { RedactSettings } from '../../src/practices/settings.ts'
import { textOf } from '../protocol/message.ts'
import { metricOf, type Way, ways } from './ways.ts'

const face = ways.find(way => way.name === '2026-07-28 through fetch')!

const token = `ghp_${'a1B2'.repeat(9)}`
const mail = 'ann@example.com'
/** Cards that issuers name for tests. */
const card = '4111 1111 1111 1111'
const cardNumber = 5_555_555_555_554_444
/** Base64 whose characters read like an access key of AWS. */
const data = `AAAA${'AKIAIOSFODNN7EXAMPLE'}AAAA`

function define(redact: RedactSettings | Mode | undefined) {
  const settings = redact === undefined ? {} : { redact }
  return (server: Server) => {
    server.tool('tell', { description: 'Tells.', ...settings, run: () => `The token is ${token}, of ${mail}` })
    server.tool('structure', {
      description: 'Tells.',
      ...settings,
      output: z.object({ apiKey: z.string(), note: z.string(), count: z.number() }),
      run: () => ({ apiKey: 'short', note: `It is ${token}`, count: 7 }),
    })
    server.tool('draw', {
      description: 'Draws.',
      ...settings,
      run: () => [content.image(data, 'image/png'), content.text(token)],
    })
    server.tool('fail', {
      description: 'Fails.',
      ...settings,
      run: () => {
        throw new ToolError(`Refused ${token} of ${mail}`, { data: { password: 'hunter2', hint: token } })
      },
    })
    server.tool('told', {
      description: 'Fails.',
      ...settings,
      run: () => result({ isError: true, content: [content.text(`Refused ${token}`)] }),
    })
    server.resource('note:fails', {
      ...settings,
      read: () => {
        throw new ToolError(`Refused ${token}`, { data: { hint: token } })
      },
    })
    server.resource('note:text', { ...settings, read: () => `It is ${token}` })
    server.resource('note:blob', { ...settings, read: () => [{ uri: 'note:blob', blob: data }] })
    server.prompt('ask', { description: 'Asks.', ...settings, build: () => `With ${token}` })
  }
}

async function open(t: TestContext, redact?: RedactSettings | Mode, way: Way = face) {
  const opened = await way.open(t, define(redact))
  const written = async (method: string, params: object) => JSON.stringify(await opened.ask(method, params as never))
  return { ...opened, written }
}

for (const way of ways)
  for (const redact of [undefined, 'off', 'report'] as const)
    test(`${way.name}: errors are masked${redact === undefined ? '' : `, also where redact is ${redact}`}; results come as they are`, async t => {
      const { written, call } = await open(t, redact, way)
      for (const [method, params] of [
        ['tools/call', { name: 'fail' }],
        ['tools/call', { name: 'told' }],
        ['resources/read', { uri: 'note:fails' }],
      ] as const) {
        const text = await written(method, params)
        assert.match(text, /Refused ••••••/)
        assert.equal(text.includes(token) || text.includes('hunter2'), false, text)
      }
      assert.equal(textOf(await call('tell')), `The token is ${token}, of ${mail}`)
      assert.ok((await written('resources/read', { uri: 'note:text' })).includes(token))
      assert.ok((await written('prompts/get', { name: 'ask' })).includes(token))
    })

for (const way of ways)
  test(`${way.name}: where results are asked for they are masked, by key and by look, in the text twin as well`, async t => {
    const { written, call } = await open(t, { results: true }, way)
    assert.equal(textOf(await call('tell')), `The token is ••••••, of ${mail}`)
    const structured = await call('structure')
    const masked = { apiKey: '••••••', note: 'It is ••••••', count: 7 }
    assert.deepEqual(structured.result?.structuredContent, masked)
    assert.deepEqual(JSON.parse(textOf(structured)), masked)
    assert.equal((await written('resources/read', { uri: 'note:text' })).includes(token), false)
    assert.equal((await written('prompts/get', { name: 'ask' })).includes(token), false)
  })

for (const way of ways)
  test(`${way.name}: lists and objects under the key of a secret are masked whole, in results, errors and records`, async t => {
    const held = {
      secrets: ['short', 'words'],
      credentials: { value: 'short', of: ['words'] },
      within: [{ apiKey: { words: 1 }, token: null, pin: false }],
    }
    const tool = { description: 'Tells.', redact: { results: true }, record: { results: true } } as const
    const { call, events } = await way.open(t, server => {
      server.tool('tell', { ...tool, run: () => held })
      server.tool('fail', {
        ...tool,
        run: () => {
          throw new ToolError('Refused', { data: held })
        },
      })
    })
    const masked = {
      secrets: '••••••',
      credentials: '••••••',
      within: [{ apiKey: '••••••', token: null, pin: false }],
    }
    const told = await call('tell')
    assert.deepEqual(JSON.parse(textOf(told)), masked)
    assert.deepEqual(told.result?.structuredContent, masked)
    const { result: failed } = await call('fail')
    assert.deepEqual((failed!._meta!['lintel/error'] as { data?: unknown }).data, masked)
    const written = JSON.stringify(events)
    assert.ok(written.includes('secrets'))
    assert.doesNotMatch(written, /short|words/)
  })

for (const way of ways)
  test(`${way.name}: what follows the name of a secret is masked as in records: in pairs, behind options, beside a name`, async t => {
    const held = {
      env: [
        { name: 'DB_PASSWORD', value: 'short' },
        { key: 'apiKey', value: ['words'] },
        { name: 'REGION', value: 'eu' },
        { name: 'USE_TOKEN', value: true },
      ],
      args: ['run', '--password', 'short', '--verbose', '-token', 'words', 'password', 'stays'],
      headers: [
        ['cookie', 'short'],
        ['accept', 'text/plain'],
        ['cookie', 'two', 'three'],
      ],
    }
    const masked = {
      env: [
        { name: 'DB_PASSWORD', value: '••••••' },
        // What stands under `key` may be one itself.
        { key: '••••••', value: '••••••' },
        { name: 'REGION', value: 'eu' },
        { name: 'USE_TOKEN', value: true },
      ],
      args: ['run', '--password', '••••••', '--verbose', '-token', '••••••', 'password', 'stays'],
      headers: [
        ['cookie', '••••••'],
        ['accept', 'text/plain'],
        ['cookie', 'two', 'three'],
      ],
    }
    const tool = { description: 'Tells.', redact: { results: true }, record: { results: true } } as const
    const { call, events } = await way.open(t, server => {
      server.tool('tell', { ...tool, run: () => held })
      server.tool('fail', {
        ...tool,
        run: () => {
          throw new ToolError('Refused', { data: held })
        },
      })
    })
    const told = await call('tell')
    assert.deepEqual(JSON.parse(textOf(told)), masked)
    assert.deepEqual(told.result?.structuredContent, masked)
    const { result: failed } = await call('fail')
    assert.deepEqual((failed!._meta!['lintel/error'] as { data?: unknown }).data, masked)
    const written = JSON.stringify(events)
    assert.ok(written.includes('DB_PASSWORD'))
    assert.doesNotMatch(written, /short|words/)
  })

test('data in base64 comes as it is', async t => {
  const { call, written } = await open(t, { results: true, emails: true })
  const { result: drawn } = await call('draw')
  assert.deepEqual(drawn?.content, [
    { type: 'image', data, mimeType: 'image/png' },
    { type: 'text', text: '••••••' },
  ])
  assert.ok((await written('resources/read', { uri: 'note:blob' })).includes(data))
})

test('e-mail addresses are masked where asked for', async t => {
  const { call } = await open(t, { results: true, emails: true })
  assert.equal(textOf(await call('tell')), 'The token is ••••••, of ••••••')
  assert.equal(textOf(await call('fail')).includes(mail), false)
})

test('report leaves results as they are and says that there was something to mask', async t => {
  const { call, events, server } = await open(t, { results: true, mode: 'report' })
  assert.ok(textOf(await call('tell')).includes(token))
  assert.deepEqual(events[0]?.reports, [{ practice: 'redact', code: 'SECRET_IN_RESULT' }])
  assert.equal(metricOf(server, 'lintel_reports_total{practice="redact",code="SECRET_IN_RESULT"}'), 1)
})

test('a text in which nothing is masked stays as it was, to the last space', async t => {
  const text = '{ "id": 12345678901234567890,  "name": "x" }'
  const { call } = await face.open(
    t,
    server => server.tool('tell', { description: 'Tells.', redact: { results: true }, run: () => text }) && undefined,
  )
  assert.equal(textOf(await call('tell')), text)
})

test('masking takes time in proportion to the text, whatever it is', async t => {
  const hostile = (size: number) => [
    'a@'.repeat(size / 2),
    'a.'.repeat(size / 2),
    'eyJ'.repeat(size / 3),
    '-----BEGIN '.repeat(size / 11),
    `x://${'a'.repeat(size)}`,
    'password='.repeat(size / 9),
    '['.repeat(size),
    `{"a":${'"x",'.repeat(size / 4)}`,
    'sk-'.repeat(size / 3),
    `${'a'.repeat(64)}@`.repeat(size / 65),
  ]
  let texts: readonly string[] = []
  const { call } = await face.open(
    t,
    server =>
      server.tool('tell', {
        description: 'Tells.',
        budget: 'off',
        redact: { results: true, emails: true },
        input: z.object({ at: z.number() }),
        run: ({ at }) => texts[at],
      }) && undefined,
  )
  const time = async (at: number) => {
    const before = performance.now()
    await call('tell', { at })
    return performance.now() - before
  }
  for (const at of hostile(1).keys()) {
    texts = hostile(20_000)
    await time(at)
    const small = await time(at)
    texts = hostile(320_000)
    const large = await time(at)
    // Sixteen times the text: what is quadratic takes 256 times as long.
    assert.ok(large < 100 * Math.max(small, 2), `text ${at}: ${small} ms, then ${large} ms`)
  }
})

for (const way of ways)
  test(`${way.name}: card numbers are masked in errors and records always, in results where asked for, also as numbers`, async t => {
    const paid = (server: Server, name: string, results: boolean) =>
      server.tool(name, {
        description: 'Pays.',
        redact: { results },
        record: { arguments: true, results: true },
        input: z.object({ how: z.string(), card: z.number() }),
        run: ({ how, card: number }) => {
          if (how === 'fails') throw new ToolError(`Refused ${card}`, { data: { number } })
          return { paid: `With ${card}`, number, at: 1_764_090_758_123 }
        },
      })
    const { call, events } = await way.open(t, server => {
      paid(server, 'pay', false)
      paid(server, 'pay_redacted', true)
    })
    const answer = async (tool: string, how: string) => JSON.stringify(await call(tool, { how, card: cardNumber }))
    const failed = await answer('pay', 'fails')
    assert.match(failed, /Refused ••••••/)
    assert.equal(failed.includes(String(cardNumber)), false)
    const passed = await answer('pay', `with ${card}`)
    assert.ok(passed.includes(`With ${card}`) && passed.includes(String(cardNumber)))
    const redacted = await call('pay_redacted', { how: 'well', card: cardNumber })
    const expected = { paid: 'With ••••••', number: '••••••', at: 1_764_090_758_123 }
    assert.deepEqual(JSON.parse(textOf(redacted)), expected)
    assert.deepEqual(redacted.result?.structuredContent, expected)
    const records = events.filter(({ tool_name }) => tool_name !== undefined)
    assert.equal(records.length, 3)
    const written = JSON.stringify(records)
    assert.match(written, /with ••••••/)
    assert.equal(written.includes(card) || written.includes(String(cardNumber)), false, written)
  })
