import fc from 'fast-check'
import { type RunningCall, revisions } from '../../src/call.ts'
import { CallRecord, type CallStatus } from '../../src/call-record.ts'
import type { Finished } from '../../src/telemetry/call-event.ts'

/** Texts as attackers send them: control and bidi characters, quotes, halves of pairs, secrets, and very long ones. */
export const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\n{"event":"call"}\n',
    '\r\n',
    '\u001b[31m',
    '\u202e\u2066',
    '"',
    '\\',
    '\ud800',
    '\u2028',
    `ghp_${'A1b2C3d4E5'.repeat(4)}`,
  ),
  fc.string({ unit: 'grapheme', minLength: 250, maxLength: 260 }),
  fc.nat({ max: 3000 }).map(length => '😀'.repeat(length)),
)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
const statuses: readonly CallStatus[] = [
  'success',
  'error',
  'refused',
  'timeout',
  'cancelled',
  'disconnected',
  'input_required',
]

const record = fc
  .record({
    subject: maybe(hostile),
    transport: fc.constantFrom('http' as const, 'stdio' as const, 'sse' as const),
    refusedBy: maybe(fc.string()),
    cache: maybe(fc.constantFrom('hit' as const, 'miss' as const)),
    attempts: fc.nat(),
    bytesIn: fc.nat(),
    tokensIn: maybe(fc.nat()),
    tokensOut: maybe(fc.nat()),
    reports: maybe(fc.array(fc.record({ practice: fc.string(), code: fc.string() }), { maxLength: 3 })),
    contents: maybe(fc.record({ arguments: fc.jsonValue(), result: fc.jsonValue() })),
  })
  .map(fields => Object.assign(new CallRecord(), fields))

/** Calls that have ended in every way. */
export const finishedCalls: fc.Arbitrary<Finished> = fc
  .record({
    record,
    method: hostile,
    user: hostile,
    info: maybe(fc.record({ name: fc.oneof(hostile, fc.integer()), version: fc.oneof(hostile, fc.constant(null)) })),
    sessionId: maybe(fc.uuid()),
    revision: fc.constantFrom(...revisions),
    status: fc.constantFrom(...statuses),
    error: maybe(hostile),
    category: maybe(fc.constantFrom('CLIENT_ERROR' as const, 'SERVER_ERROR' as const, 'EXTERNAL_ERROR' as const)),
    durationMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
    bytesOut: fc.nat(),
    traceId: hex(32),
    spanId: hex(16),
    parentId: maybe(hex(16)),
    serverId: hostile,
  })
  .map(({ record, method, user, info, sessionId, revision, traceId, spanId, parentId, ...rest }) => ({
    ...rest,
    call: {
      record,
      method,
      principal: { id: user },
      client: { info },
      sessionId,
      revision,
      correlationId: 'abc-1',
    } as unknown as RunningCall,
    trace: { traceId, spanId, parentId, flags: '01', state: undefined },
  }))
