import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { describeCall } from '../../src/telemetry/call-event.ts'
import { encodeCall } from '../../src/telemetry/encode-call.ts'
import { showCall } from '../../src/telemetry/show-call.ts'
import { Timestamps } from '../../src/telemetry/timestamps.ts'
import { continueTrace, makeTraceIds, traceparentOf } from '../../src/telemetry/trace-context.ts'
import { finishedCalls } from './finished.ts'

const timestamp = '2026-01-02T12:30:01.123Z'

test('a line is the JSON of the event that is published, members in their order, in ASCII and one line', () => {
  fc.assert(
    fc.property(finishedCalls, finished => {
      const line = encodeCall(finished, timestamp)
      assert.match(line, /^[\x20-\x7e]+\n$/)
      const event = describeCall(finished, timestamp)
      assert.equal(JSON.stringify(JSON.parse(line)), JSON.stringify(event))
    }),
    { numRuns: 1000 },
  )
})

test('no text from outside makes a record long, nor holds a secret', () => {
  fc.assert(
    fc.property(finishedCalls, finished => {
      fc.pre(finished.call.record.contents === undefined)
      const line = encodeCall(finished, timestamp)
      assert.ok(line.length < 16_384, String(line.length))
      assert.doesNotMatch(line, /A1b2C3d4E5/)
    }),
    { numRuns: 500 },
  )
})

test('a line for people is one line without characters that steer or are not seen, whatever it holds', () => {
  fc.assert(
    fc.property(finishedCalls, finished => {
      const line = showCall(finished, timestamp)
      assert.match(line, /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+\n$/u)
    }),
    { numRuns: 500 },
  )
})

test('no text from outside writes a field of a line for people', () => {
  fc.assert(
    fc.property(
      finishedCalls,
      fc.constantFrom(' user=root', '" user=root "', '\\" user=root', '\u00a0user=root'),
      (made, forged) => {
        const { call } = made
        const text = (value: unknown) => `${typeof value === 'string' ? value.slice(0, 50) : ''}${forged}`
        const forging = {
          ...call,
          record: Object.assign(call.record, { subject: text(call.record.subject) }),
          method: text(call.method),
          principal: { ...call.principal, id: text(call.principal.id) },
          client: { info: { name: text(call.client.info?.['name']) } },
        }
        const line = showCall({ ...made, call: forging as never, error: text(made.error) }, timestamp)
        const unquoted = line.replace(/"(?:[^"\\]|\\.)*"/g, '""')
        assert.deepEqual(unquoted.match(/user=\S*/g), ['user=""'])
        assert.match(unquoted, /^\S+ CALL {2}\S+ +"" "" \S+ms "" (?:\S+ )*user="" client="" abc-1/)
      },
    ),
    { numRuns: 500 },
  )
})

test('what is not seen is written as its number', () => {
  const [finished] = fc.sample(finishedCalls, { numRuns: 1, seed: 1 })
  const name = 'a\u200bb\ufeffc\u00add\u{e0041}e\u3164f'
  const call = { ...finished!.call, client: { info: { name } } } as never
  assert.match(
    showCall({ ...finished!, call }, timestamp),
    / client=(")a\\u200bb\\ufeffc\\u00add\\udb40\\udc41e\\u3164f\1 /,
  )
})

test('a line for people says what happened, in the columns of the log', () => {
  const [finished] = fc.sample(finishedCalls, { numRuns: 1, seed: 1 })
  const record = Object.assign(finished!.call.record, {
    subject: 'read_file',
    refusedBy: 'limit',
    cache: undefined,
    reports: undefined,
    contents: undefined,
    bytesIn: 300,
  })
  const call = {
    ...finished!.call,
    record,
    method: 'tools/call',
    principal: { id: 'ada' },
    client: { info: { name: 'agent' } },
  }
  const line = showCall(
    { ...finished!, call: call as never, status: 'refused', error: 'RATE_LIMITED', durationMs: 1.23, bytesOut: 400 },
    timestamp,
  )
  assert.equal(
    line,
    '12:30:01.123 CALL  refused  tools/call read_file 1.2ms RATE_LIMITED by=limit bytes=300/400 user=ada client=agent abc-1\n',
  )
})

test('a timestamp is what Date makes of the time', () => {
  const timestamps = new Timestamps()
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), now => {
      assert.equal(timestamps.of(now), new Date(now).toISOString())
    }),
  )
})

test('a trace that can be read goes on as it came, and ids are random in every digit', () => {
  const ids = makeTraceIds()
  const hex = (length: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
  fc.assert(
    fc.property(hex(32), hex(16), hex(2), (trace, span, flags) => {
      fc.pre(!/^0+$/.test(trace) && !/^0+$/.test(span))
      const context = continueTrace(`00-${trace}-${span}-${flags}`, undefined, ids)
      assert.equal(context.traceId, trace)
      assert.equal(context.parentId, span)
      assert.notEqual(context.spanId, span)
      // Bits that nobody has defined are not passed on.
      assert.equal(Number.parseInt(traceparentOf(context).slice(-2), 16), Number.parseInt(flags, 16) & 3)
    }),
  )
  const seen = Array.from({ length: 2000 }, () => [ids.trace(), ids.span()] as const)
  assert.equal(new Set(seen.map(([trace]) => trace)).size, 2000)
  assert.equal(new Set(seen.map(([, span]) => span)).size, 2000)
  for (let at = 0; at < 32; at++) assert.equal(new Set(seen.map(([trace]) => trace[at])).size, 16, `digit ${at}`)
})

test('tracestate goes on only with a trace that can be read, and only where it fits a header', () => {
  const ids = makeTraceIds()
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  assert.equal(continueTrace(traceparent, 'a=1,b=2', ids).state, 'a=1,b=2')
  for (const state of ['a=1\r\nx-admin: 1', 'a=ü', 'x'.repeat(513), '', 7])
    assert.equal(continueTrace(traceparent, state, ids).state, undefined)
  assert.equal(continueTrace('nonsense', 'a=1', ids).state, undefined)
})
