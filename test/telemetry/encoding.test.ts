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

test('a line for people is one line without control or bidi characters, whatever it holds', () => {
  fc.assert(
    fc.property(finishedCalls, finished => {
      const line = showCall(finished, timestamp)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      assert.match(line, /^[^\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+\n$/)
    }),
    { numRuns: 500 },
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
