import type { makeOutbound } from '../../src/outbound/make-outbound.ts'

/** As much of a call as its fetches look at. */
export const outgoing = {
  signal: new AbortController().signal,
  trace: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), parentId: undefined, flags: '01', state: undefined },
  record: { subject: 'get' },
} as Parameters<ReturnType<typeof makeOutbound>['fetch']>[0]
