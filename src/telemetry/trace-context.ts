import { randomBytes } from 'node:crypto'

/** W3C Trace Context, level 1: where a call stands in a trace. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits: the span of this call. */
  readonly spanId: string
  /** The caller's span, where it named one. */
  readonly parentId: string | undefined
  /** Two hexadecimal digits; the last bit says that the trace is sampled. */
  readonly flags: string
}

const shape = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/

/** Goes on with the trace of `traceparent`, or begins one where there is none, or one that cannot be read (section 3.2.2). */
export function continueTrace(traceparent: unknown, ids: TraceIds): TraceContext {
  const match = typeof traceparent === 'string' && traceparent.length < 512 ? shape.exec(traceparent) : null
  if (!match) return { traceId: ids.trace(), spanId: ids.span(), parentId: undefined, flags: '01' }
  return { traceId: match[1]!, spanId: ids.span(), parentId: match[2]!, flags: match[3]! }
}

/** The header value by which what this call calls goes on with its trace. */
export function traceparentOf({ traceId, spanId, flags }: TraceContext): string {
  return `00-${traceId}-${spanId}-${flags}`
}

export interface TraceIds {
  trace(): string
  span(): string
}

/** Ids from random bytes of this process and a counter: unique without drawing random bytes for each call. */
export function makeTraceIds(): TraceIds {
  let prefix: string | undefined
  let count = 0
  const next = (digits: number) => {
    // Not before the first call: some hosts have no random values outside of a request.
    prefix ??= randomBytes(10).toString('hex')
    count = (count + 1) % 0xffff_ffff
    return prefix.slice(0, digits - 8) + (count + 1).toString(16).padStart(8, '0')
  }
  return { trace: () => next(28).padStart(32, 'c0de'), span: () => next(16) }
}
