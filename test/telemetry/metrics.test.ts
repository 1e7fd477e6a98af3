import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { type TestContext, test } from 'node:test'
import { z } from '../../src/index.ts'
import { CallMetrics } from '../../src/telemetry/metrics.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { askModern, callModern } from '../protocol/modern-client.ts'
import { gate, serve } from '../protocol/testbed.ts'
import { parseExposition } from './parse-exposition.ts'

/** Holds the text to the format: by a strict parser, and by Prometheus' own where it is installed. */
function check(t: TestContext, text: string): ReturnType<typeof parseExposition> {
  const parsed = parseExposition(text)
  const { error, status, stderr, stdout } = spawnSync(process.env['PROMTOOL'] ?? 'promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  })
  if (error) t.diagnostic('promtool is not installed: only the strict parser has looked')
  else assert.equal(status, 0, stdout + stderr)
  return parsed
}

test('a scrape counts calls by method, tool and status, with durations, refusals, reports and what runs', async t => {
  const inside = gate()
  const leave = gate()
  const served = await serve(t, server => {
    server.tool('echo', {
      description: 'Says it.',
      input: z.object({ text: z.string() }),
      readOnly: true,
      cache: '1 minute',
      run: ({ text }) => text,
    })
    server.tool('loose', {
      description: 'Lets anything in.',
      validate: 'report',
      input: z.object({ n: z.number() }),
      run: () => 'x',
    })
    server.tool('wait', {
      description: 'Waits.',
      run: async () => {
        inside.open()
        await leave.promise
      },
    })
  })
  for (let i = 0; i < 3; i++) await callModern(served, 'echo', { text: 'x' })
  await callModern(served, 'echo', { tex: 1 })
  await callModern(served, 'loose', { n: 'one' })
  const client = await LegacyClient.connect(served)
  const waiting = client.call('wait')
  await inside.promise
  const response = await fetch(new URL('/metrics', served.url))
  assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  const value = check(t, await response.text())
  assert.equal(value('lintel_calls_total', { method: 'tools/call', tool: 'echo', status: 'success' }), 3)
  assert.equal(value('lintel_calls_total', { method: 'tools/call', tool: 'echo', status: 'refused' }), 1)
  assert.equal(value('lintel_call_duration_seconds_count', { method: 'tools/call', tool: 'echo' }), 4)
  assert.equal(value('lintel_call_duration_seconds_bucket', { method: 'tools/call', tool: 'echo', le: '+Inf' }), 4)
  assert.equal(value('lintel_refusals_total', { practice: 'validate', code: 'ARGUMENTS_INVALID' }), 1)
  assert.equal(value('lintel_reports_total', { practice: 'validate', code: 'ARGUMENTS_INVALID' }), 1)
  assert.equal(value('lintel_cache_total', { outcome: 'hit' }), 2)
  assert.equal(value('lintel_calls_running', {}), 1)
  assert.equal(value('lintel_sessions', {}), 1)
  leave.open()
  await waiting
  await client.end()
  const after = check(t, served.server.metrics())
  assert.equal(after('lintel_calls_running', {}), 0)
  assert.equal(after('lintel_sessions', {}), 0)
})

test('what clients choose freely makes no labels: names that are not there, methods, URIs, their own names', async t => {
  const served = await serve(t, server => {
    server.template('note://{id}', { description: 'A note.', limit: 'off', read: ({ id }) => id })
  })
  const client = await LegacyClient.connect(served)
  const ask = async (i: number) => {
    await callModern(served, `tool_${i}`)
    await askModern(served, { method: `method/${i}` })
    await client.ask(`method/${i}`)
    await askModern(served, { method: 'resources/read', params: { uri: `note://${i}` } })
    await askModern(served, { method: 'resources/read', params: { uri: `none://${i}` } })
  }
  await ask(0)
  const series = served.server.metrics().split('\n').length
  for (let i = 1; i < 50; i++) await ask(i)
  assert.equal(served.server.metrics().split('\n').length, series)
})

test('a million tools, methods and codes stay within a fixed number of series', t => {
  const metrics = new CallMetrics()
  for (let i = 0; i < 1_000_000; i++) {
    metrics.count('tools/call', `tool_${i}`, 'success', 0.001)
    metrics.count(`method_${i}`, undefined, 'error', 0.001)
    metrics.refused('limit', `CODE_${i}`)
  }
  const text = metrics.expose([])
  const value = check(t, text)
  assert.equal(text.split('\n').filter(line => line.startsWith('lintel_calls_total')).length, 5002)
  assert.equal(value('lintel_calls_total', { method: 'tools/call', tool: 'other', status: 'success' }), 995_000)
  assert.equal(value('lintel_calls_total', { method: 'other', tool: '', status: 'error' }), 1_000_000)
  assert.equal(value('lintel_refusals_total', { practice: 'other', code: 'other' }), 999_500)
})

test('labels are escaped as the format has it', t => {
  const metrics = new CallMetrics()
  const tool = 'a"b\\c\nd'
  metrics.count('tools/call', tool, 'success', 1)
  assert.equal(check(t, metrics.expose([]))('lintel_calls_total', { method: 'tools/call', tool, status: 'success' }), 1)
})

test('the buckets of a histogram count what took at most so long', t => {
  const metrics = new CallMetrics()
  for (const seconds of [0.001, 0.002, 0.3, 100]) metrics.count('ping', undefined, 'success', seconds)
  const value = check(t, metrics.expose([]))
  const at = (le: string) => value('lintel_call_duration_seconds_bucket', { method: 'ping', tool: '', le })
  assert.deepEqual(['0.001', '0.0025', '0.25', '0.5', '30', '+Inf'].map(at), [1, 2, 2, 3, 3, 4])
  assert.equal(value('lintel_call_duration_seconds_sum', { method: 'ping', tool: '' }), 100.303)
})

test('/healthz says that the process answers, /readyz also that it takes calls', async t => {
  const served = await serve(t)
  for (const [path, text] of [
    ['/healthz', 'ok\n'],
    ['/readyz', 'ready\n'],
  ] as const) {
    const response = await fetch(new URL(path, served.url))
    assert.equal(response.status, 200)
    assert.equal(await response.text(), text)
  }
})
