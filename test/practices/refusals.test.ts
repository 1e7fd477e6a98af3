import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorTable } from '../../src/errors.ts'
import { type PracticeSettings, type Server, ToolError, z } from '../../src/index.ts'
import { FakeClock } from '../protocol/fake-clock.ts'
import { textOf } from '../protocol/message.ts'
import { gate } from '../protocol/testbed.ts'
import { metricOf, type Opened, refusalOf, type Way, ways } from './ways.ts'

interface Case {
  readonly practice: string
  readonly code: keyof typeof errorTable
  readonly hasDelay?: boolean
  /** Where it stands, for `mode`. */
  readonly setting: (mode: 'enforce' | 'report' | 'off') => PracticeSettings
  readonly define: (server: Server, settings: PracticeSettings) => void
  /** Brings it about that the last call is refused. */
  readonly provoke: (opened: Opened, clock: FakeClock) => Promise<Awaited<ReturnType<Opened['ask']>>>
}

const input = z.object({ text: z.string().optional(), deep: z.object({ list: z.array(z.number()) }).optional() })

const cases: readonly Case[] = [
  {
    practice: 'validate',
    code: 'ARGUMENTS_INVALID',
    setting: mode => ({ validate: mode }),
    define: (server, settings) => {
      server.tool('subject', { description: 'Does.', input, ...settings, run: () => 'done' })
    },
    provoke: ({ call }) => call('subject', { text: 7, txet: 'a' }),
  },
  {
    practice: 'limit',
    code: 'RATE_LIMITED',
    hasDelay: true,
    setting: mode => ({ limit: { rate: '1/minute', burst: 1, mode } }),
    define: (server, settings) => {
      server.tool('subject', { description: 'Does.', ...settings, run: () => 'done' })
    },
    provoke: async ({ call }) => {
      await call('subject')
      return call('subject')
    },
  },
  {
    practice: 'admit',
    code: 'OVERLOADED',
    hasDelay: true,
    setting: mode => ({ admit: { concurrent: 1, waiting: 0, mode } }),
    define: (server, settings) => {
      const release = gate()
      server.tool('subject', {
        description: 'Does.',
        input,
        ...settings,
        run: async ({ text }) => {
          if (text === 'wait') await release.promise
          return 'done'
        },
      })
      server.tool('release', { description: 'Releases.', run: () => release.open() })
    },
    provoke: async opened => {
      const first = opened.call('subject', { text: 'wait' })
      const second = await opened.call('subject')
      await opened.call('release')
      assert.equal(textOf(await first), 'done')
      return second
    },
  },
  {
    practice: 'check',
    code: 'OUTPUT_INVALID',
    setting: mode => ({ check: mode }),
    define: (server, settings) => {
      server.tool('subject', {
        description: 'Does.',
        output: z.object({ n: z.number() }),
        ...settings,
        run: () => ({ n: 'done' }) as never,
      })
    },
    provoke: ({ call }) => call('subject'),
  },
  {
    practice: 'guard',
    code: 'DOWNSTREAM_UNAVAILABLE',
    hasDelay: true,
    setting: mode => ({ downstream: { name: 'shop', failures: 1, mode } }),
    define: (server, settings) => {
      server.tool('subject', {
        description: 'Does.',
        input,
        ...settings,
        run: ({ text }) => {
          if (text === 'fail') throw new ToolError('The shop is shut', { category: 'EXTERNAL_ERROR' })
          return 'done'
        },
      })
    },
    provoke: async ({ call }) => {
      await call('subject', { text: 'fail' })
      return call('subject')
    },
  },
  {
    practice: 'deadline',
    code: 'TIMEOUT',
    setting: mode => ({ deadline: { after: '2s', mode } }),
    define: (server, settings) => {
      const started = gate()
      const release = gate()
      server.tool('subject', {
        description: 'Does.',
        readOnly: true,
        ...settings,
        run: async () => {
          started.open()
          await release.promise
          return 'done'
        },
      })
      server.tool('when_started', { description: 'Waits.', run: () => started.promise })
      server.tool('release', { description: 'Releases.', run: () => release.open() })
    },
    provoke: async (opened, clock) => {
      const called = opened.call('subject')
      await opened.call('when_started')
      clock.advance(2000)
      await opened.call('release')
      return called
    },
  },
]

async function provoked(way: Way, t: Parameters<Way['open']>[0], { define, provoke, setting }: Case, mode: Mode) {
  const clock = new FakeClock()
  const opened = await way.open(t, server => define(server, setting(mode)), { clock })
  return { opened, message: await provoke(opened, clock) }
}
type Mode = 'enforce' | 'report' | 'off'

for (const way of ways)
  for (const subject of cases) {
    const { practice, code, hasDelay = false } = subject
    const row = errorTable[code] as { readonly category: string; readonly retryable: boolean; readonly next: string }

    test(`${way.name}: ${practice} refuses with ${code}, and record and metrics say so`, async t => {
      const { opened, message } = await provoked(way, t, subject, 'enforce')
      const told = refusalOf(message)
      assert.equal(message.result?.isError, true)
      assert.deepEqual([told['code'], told['category'], told['retryable']], [code, row.category, row.retryable])
      assert.ok(textOf(message).includes(row.next), textOf(message))
      assert.equal(typeof told['retryAfterMs'], hasDelay ? 'number' : 'undefined')
      assert.equal(/Retry after \d+ s\.$/.test(textOf(message)), hasDelay)
      const event = opened.events.find(({ correlation_id }) => correlation_id === told['correlationId'])
      assert.equal(event?.error_type, code)
      assert.equal(event?.refused_by, practice)
      assert.equal(event?.status, practice === 'deadline' ? 'timeout' : 'refused')
      assert.equal(metricOf(opened.server, `lintel_refusals_total{practice="${practice}",code="${code}"}`), 1)
    })

    test(`${way.name}: ${practice} in report mode lets through, and record and metrics say what would have been`, async t => {
      const { opened, message } = await provoked(way, t, subject, 'report')
      assert.ok(!message.result?.isError, textOf(message))
      assert.match(textOf(message), /done/)
      const reports = opened.events.flatMap(event => event.reports ?? [])
      assert.deepEqual(reports, [{ practice, code }])
      assert.equal(metricOf(opened.server, `lintel_reports_total{practice="${practice}",code="${code}"}`), 1)
      assert.equal(metricOf(opened.server, `lintel_refusals_total{practice="${practice}",code="${code}"}`), 0)
    })

    test(`${way.name}: ${practice} does nothing when it is off`, async t => {
      const { opened, message } = await provoked(way, t, subject, 'off')
      assert.match(textOf(message), /done/)
      assert.deepEqual(
        opened.events.flatMap(event => event.reports ?? []),
        [],
      )
      assert.equal(opened.server.metrics().includes('lintel_refusals_total{'), false)
    })
  }

for (const [name, options, group, override] of [
  ['server', { validate: 'off' }, {}, undefined],
  ['group', {}, { validate: 'off' }, undefined],
  ['operator', {}, {}, { validate: 'off' }],
] as const)
  test(`a practice is switched off by the ${name}`, async t => {
    const opened = await ways[0]!.open(
      t,
      server => {
        server.group('part', group, part => part.tool('tool', { description: 'Does.', input, run: () => 'done' }))
      },
      { practices: options, ...(override && { overrides: { part_tool: override } }) },
    )
    assert.equal(textOf(await opened.call('part_tool', { other: 1 })), 'done')
    const table = opened.server.practices()[0]?.practices
    assert.equal(table?.find(row => row.name === 'validate')?.mode, 'off')
  })

for (const way of ways)
  test(`${way.name}: resources, prompts and completion are refused as JSON-RPC errors with the same facts`, async t => {
    const opened = await way.open(
      t,
      server => {
        const limit = { rate: '1/minute', burst: 1 } as const
        server.resource('note:a', { limit, read: () => 'text' })
        server.prompt('ask', {
          description: 'Asks.',
          limit,
          arguments: z.object({ a: z.string().optional() }),
          build: () => 'text',
          complete: { a: () => ['b'] },
        })
        server.resource('note:fails', {
          read: () => {
            throw new ToolError('The shelf is locked', {
              code: 'LOCKED',
              category: 'EXTERNAL_ERROR',
              next: 'Get the key.',
            })
          },
        })
      },
      { practices: { limit: { rate: '1/minute', burst: 1 } } },
    )
    const completion = { ref: { type: 'ref/prompt', name: 'ask' }, argument: { name: 'a', value: '' } }
    for (const [method, params] of [
      ['resources/read', { uri: 'note:a' }],
      ['prompts/get', { name: 'ask' }],
      ['completion/complete', completion],
    ] as const) {
      assert.equal((await opened.ask(method, params)).error, undefined)
      const { error } = await opened.ask(method, params)
      assert.equal(error?.code, errorTable.RATE_LIMITED.rpc)
      const { code, category, retryable, retryAfterMs, correlationId } = error?.data ?? {}
      assert.deepEqual([code, category, retryable], ['RATE_LIMITED', 'CLIENT_ERROR', true])
      assert.ok((retryAfterMs as number) > 0 && typeof correlationId === 'string')
    }
    const { error } = await opened.ask('resources/read', { uri: 'note:fails' })
    assert.equal(error?.message, 'The shelf is locked. Get the key.')
    assert.deepEqual([error?.data?.['code'], error?.data?.['category']], ['LOCKED', 'EXTERNAL_ERROR'])
    assert.equal(opened.events.at(-1)?.error_type, 'LOCKED')
  })
