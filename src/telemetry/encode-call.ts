import type { CallRecord, RecordedContents } from '../call-record.ts'
import { type Finished, levelOf, tokensOf, toMicroseconds } from './call-event.ts'
import { recordContents, recordText } from './record-text.ts'

/** Texts that come again and again, as the JSON they make. At most so many; then the memory begins anew. */
const maxKnown = 2000
/** Longer ones are not remembered. */
const maxKnownLength = 256
let known = new Map<string, string>()

/**
 * One call as a line of JSON: the members of `CallEvent`, in their order. Put together by hand, since the names are fixed
 * and most values are known, and this runs for every call. ASCII only, so that it can be written without being encoded.
 */
export function encodeCall(finished: Finished, timestamp: string): string {
  const { call, status, error, category, bytesOut, trace } = finished
  const { record, client, sessionId } = call
  const { info } = client
  let line = `{"event":"call","timestamp":"${timestamp}","level":"${levelOf(status, category)}","server_id":${json(finished.serverId)}`
  if (sessionId !== undefined) line += `,"session_id":"${sessionId}"`
  line += `,"correlation_id":"${call.correlationId}","trace_id":"${trace.traceId}","span_id":"${trace.spanId}"`
  if (trace.parentId !== undefined) line += `,"parent_span_id":"${trace.parentId}"`
  line += `,"method":${json(call.method)}`
  if (record.subject !== undefined) line += `,"tool_name":${json(record.subject)}`
  line += `,"user_id":${json(call.principal.id)}`
  if (info !== undefined) line += clientMembers(info.name, info.version)
  line += `,"revision":"${call.revision}","transport":"${record.transport}","duration_ms":${toMicroseconds(finished.durationMs)},"status":"${status}"`
  if (error !== undefined) line += `,"error_type":${json(error)}`
  if (category !== undefined) line += `,"error_category":"${category}"`
  if (record.refusedBy !== undefined) line += `,"refused_by":${encode(record.refusedBy)}`
  if (record.cache !== undefined) line += `,"cache":"${record.cache}"`
  line += `,"attempts":${record.attempts},"bytes_in":${record.bytesIn},"bytes_out":${bytesOut}`
  line += tokenMembers(record, bytesOut)
  if (record.reports !== undefined) line += `,"reports":${encode(record.reports)}`
  if (record.contents !== undefined) line += contentMembers(record.contents)
  return `${line}}\n`
}

function clientMembers(name: unknown, version: unknown): string {
  const first = typeof name === 'string' ? `,"client_name":${json(name)}` : ''
  return typeof version === 'string' ? `${first},"client_version":${json(version)}` : first
}

function tokenMembers({ bytesIn, tokensIn, tokensOut }: CallRecord, bytesOut: number): string {
  return `,"tokens_in":${tokensIn ?? tokensOf(bytesIn)},"tokens_out":${tokensOut ?? tokensOf(bytesOut)}`
}

function contentMembers(contents: RecordedContents): string {
  const args = recordContents(contents.arguments)
  const result = recordContents(contents.result)
  const first = args === undefined ? '' : `,"arguments":${encode(args)}`
  return result === undefined ? first : `${first},"result":${encode(result)}`
}

function json(text: string): string {
  const before = known.get(text)
  if (before !== undefined) return before
  const encoded = encode(recordText(text))
  if (text.length > maxKnownLength) return encoded
  if (known.size >= maxKnown) known = new Map()
  known.set(text, encoded)
  return encoded
}

/** Everything outside of printable ASCII as \u escapes (RFC 8259, section 7). */
function encode(value: unknown): string {
  const text = JSON.stringify(value)
  return /[^\x20-\x7e]/.test(text)
    ? text.replace(/[^\x20-\x7e]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : text
}
