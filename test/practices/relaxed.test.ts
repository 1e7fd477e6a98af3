import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createServer, type Server, ToolError, z } from '../../src/index.ts'
import { textOf } from '../protocol/message.ts'
import { callModern } from '../protocol/modern-client.ts'
import { keepLog, type LogEntry, serve } from '../protocol/testbed.ts'
import { metricOf, refusalOf, ways } from './ways.ts'

const input = z.object({ n: z.number().optional() })
const output = z.object({ n: z.number() })

function define(server: Server): void {
  server.tool('wrong', { description: 'Measures.', input, output, run: () => ({ n: 'x' }) as never })
  server.tool('fail', {
    description: 'Fails.',
    downstream: 'shop',
    run: () => {
      throw new ToolError('The shop is shut.', { category: 'EXTERNAL_ERROR' })
    },
  })
}

const told = (log: readonly LogEntry[]) =>
  log.filter(({ event }) => event === 'practices.relaxed').map(({ level, fields }) => [level, fields['relaxed']])

test('a server says in one line when it opens which practices are off or only report, and for what', async t => {
  const log: LogEntry[] = []
  const server = createServer({
    name: 'x',
    version: '1',
    logger: keepLog(log),
    practices: { limit: 'report' },
    overrides: { two: { admit: 'off' } },
  })
  for (const name of ['one', 'two', 'three', 'four'])
    server.tool(name, { description: 'Does.', deadline: name === 'two' ? '1s' : 'off', run: () => 'done' })
  server.tool('five', { description: 'Does.', limit: { mode: 'enforce' }, run: () => 'done' })
  await server.listen({ port: 0 })
  t.after(() => server.close())
  assert.deepEqual(told(log), [
    [
      'info',
      [
        'admit is off for two',
        'limit only reports for one, two, three and 1 more',
        'deadline is off for one, three, four',
      ],
    ],
  ])
})

test('what is so everywhere is said without names, and a server with everything on says nothing', async t => {
  for (const [practices, expected] of [
    [{ limit: 'report' }, [['info', ['limit only reports']]]],
    [{}, []],
  ] as const) {
    const log: LogEntry[] = []
    const server = createServer({ name: 'x', version: '1', logger: keepLog(log), practices })
    define(server)
    server.resource('note:a', { read: () => 'text' })
    await server.listen({ port: 0 })
    t.after(() => server.close())
    assert.deepEqual(told(log), expected)
  }
})

for (const way of ways)
  test(`${way.name}: practices: 'report' lets everything through and says what would have been`, async t => {
    const opened = await way.open(t, define, { practices: 'report' })
    for (const args of [{ n: 'one' }, { other: 1 }]) {
      const { result } = await opened.call('wrong', args)
      assert.equal(result?.isError, undefined)
      assert.match(JSON.stringify(result?.content), /"n\\":\\"x\\"|"n":"x"/)
    }
    const reports = opened.events.at(-1)?.reports
    assert.deepEqual(reports, [
      { practice: 'validate', code: 'ARGUMENTS_INVALID' },
      { practice: 'check', code: 'OUTPUT_INVALID' },
    ])
    const line = opened.log.find(({ event }) => event === 'tool.output_invalid')
    assert.deepEqual([line?.level, line?.fields['mode']], ['warn', 'report'])
  })

test('a check that enforces says so in the same line', async t => {
  const opened = await ways[0]!.open(t, define)
  await opened.call('wrong')
  const line = opened.log.find(({ event }) => event === 'tool.output_invalid')
  assert.deepEqual([line?.level, line?.fields['mode']], ['error', 'enforce'])
})

test('a mode beside settings holds for all of them: what is tuned without a mode keeps report', async t => {
  const opened = await ways[0]!.open(t, define, {
    practices: { mode: 'report', limit: { rate: '1/minute', burst: 1 } },
  })
  for (let count = 0; count < 2; count++) assert.match(textOf(await opened.call('fail')), /The shop is shut/)
  assert.deepEqual(opened.events.at(-1)?.reports, [{ practice: 'limit', code: 'RATE_LIMITED' }])
})

test('a mode in one word holds for a group, where what is said further in tunes it', async t => {
  const opened = await ways[0]!.open(t, server => {
    server.group('try', { practices: 'report', limit: { rate: '1/minute', burst: 1 } }, group => {
      group.tool('loose', { description: 'Does.', input, run: () => 'done' })
      group.tool('strict', { description: 'Does.', input, validate: 'enforce', run: () => 'done' })
    })
    server.tool('other', { description: 'Does.', input, run: () => 'done' })
  })
  for (let count = 0; count < 3; count++) assert.equal(textOf(await opened.call('try_loose', { other: 1 })), 'done')
  assert.deepEqual(
    opened.events.at(-1)?.reports?.map(({ code }) => code),
    ['RATE_LIMITED', 'ARGUMENTS_INVALID'],
  )
  for (const tool of ['try_strict', 'other'])
    assert.equal(refusalOf(await opened.call(tool, { other: 1 }))['code'], 'ARGUMENTS_INVALID')
})

test('practices in one word are a mode and nothing else', () => {
  for (const practices of ['repot', 'on', true, ['report']])
    assert.throws(
      () => createServer({ name: 'x', version: '1', practices: practices as never }),
      /createServer: practices .*(?:'report'|report)/,
    )
  for (const [practices, says] of [
    [{ mode: 'repot' }, /did you mean 'report'/],
    [{ mode: 'report', lmit: '1/minute' }, /lmit.*limit/],
    [{ mode: 'report', limit: 'fast' }, /is no rate/],
  ] as const)
    assert.throws(() => createServer({ name: 'x', version: '1', practices: practices as never }), says)
  const server = createServer({ name: 'x', version: '1', logger: keepLog([]) })
  assert.throws(() => server.group('a', { practices: 'repot' as never }, () => {}), /did you mean 'report'/)
})

test('a downstream that is only watched is not said to be shut: neither by the metric nor by /readyz', async t => {
  const served = await serve(t, define, { practices: { downstream: 'report' } })
  for (let count = 0; count < 6; count++) assert.match(textOf(await callModern(served, 'fail')), /The shop is shut/)
  assert.equal(metricOf(served.server, 'lintel_reports_total{practice="guard",code="DOWNSTREAM_UNAVAILABLE"}'), 1)
  assert.equal(metricOf(served.server, 'lintel_downstream_open{downstream="shop"}'), 0)
  const lines = served.log.filter(({ event }) => event.startsWith('downstream.'))
  assert.deepEqual(
    lines.map(({ level, event, fields }) => [level, event, fields['mode']]),
    [['info', 'downstream.opened', 'report']],
  )
  assert.equal(await (await fetch(new URL('/readyz', served.url))).text(), 'ready\n')
})
