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
  /** What vendors keep beside it (tracestate), handed on as it came. */
  readonly state: string | undefined
}

const shape = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
/** Bits that are defined: sampled (level 1) and random (level 2). Others are not passed on (section 4.3). */
const knownFlags = 0b11
/** What fits a header, and no more than vendors must pass on (section 3.3.1.5). */
const stateShape = /^[\x20-\x7e\t]{1,512}$/

/** Goes on with the trace of `traceparent`, or begins one where there is none, or one that cannot be read (section 3.2.2). */
export function continueTrace(traceparent: unknown, tracestate: unknown, ids: TraceIds): TraceContext {
  const match = typeof traceparent === 'string' && traceparent.length < 512 ? shape.exec(traceparent) : null
  // Version 00 ends with its flags; later ones may go on.
  if (!match || (match[1] === '00' && match[5] !== undefined))
    return { traceId: ids.trace(), spanId: ids.span(), parentId: undefined, flags: '01', state: undefined }
  const flags = `0${Number.parseInt(match[4]!, 16) & knownFlags}`
  const state = typeof tracestate === 'string' && stateShape.test(tracestate) ? tracestate : undefined
  return { traceId: match[2]!, spanId: ids.span(), parentId: match[3]!, flags, state }
}

/** The header value by which what this call calls goes on with its trace. */
export function traceparentOf({ traceId, spanId, flags }: TraceContext): string {
  return `00-${traceId}-${spanId}-${flags}`
}

/** Ids that are invalid (sections 3.2.2.3 and 3.2.2.4). */
const noTrace = '0'.repeat(32)
const noSpan = '0'.repeat(16)

export interface TraceIds {
  trace(): string
  span(): string
}

/** Bytes that are drawn at once: to ask for a few each time costs more than all the rest. */
const drawn = 6 * 1024

/** Random ids; all of their digits are, since samplers and stores choose by them. */
export function makeTraceIds(
  random: (bytes: number) => string = bytes => randomBytes(bytes).toString('hex'),
): TraceIds {
  let digits = ''
  let at = 0
  const next = (length: number): string => {
    // Not before the first call: some hosts have no random values outside of a request.
    if (at + length > digits.length) {
      digits = random(drawn)
      at = 0
    }
    const id = digits.slice(at, at + length)
    at += length
    return id === noTrace || id === noSpan ? next(length) : id
  }
  return { trace: () => next(32), span: () => next(16) }
}
