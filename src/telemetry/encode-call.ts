import type { CallRecord } from '../call-record.ts'
import { charactersPerToken, errorTypeOf, type Finished, levelOf } from './call-event.ts'

/** Values that come again and again, as the JSON they make. At most so many; then the memory begins anew. */
const maxKnown = 2000
let known = new Map<string, string>()

/**
 * One call as a line of JSON, with the members of `CallEvent` in their order. Put together by hand: the names are fixed
 * and most values are known, and this runs for every call. ASCII only, so that it can be written without being encoded.
 */
export function encodeCall(finished: Finished, timestamp: string): string {
  const { call, outcome, status, durationMs, charactersOut, trace } = finished
  const { record, client, sessionId } = call
  const { info } = client
  const error = status === 'success' ? undefined : errorTypeOf(call, outcome)
  let line = `{"event":"call","timestamp":"${timestamp}","level":"${levelOf(status, record)}","server_id":${json(finished.serverId)}`
  if (sessionId !== undefined) line += `,"session_id":${json(sessionId)}`
  line += `,"correlation_id":"${call.correlationId}","trace_id":"${trace.traceId}","span_id":"${trace.spanId}"`
  if (trace.parentId !== undefined) line += `,"parent_span_id":"${trace.parentId}"`
  line += `,"method":${json(call.method)}`
  if (record.subject !== undefined) line += `,"tool_name":${json(record.subject)}`
  line += `,"user_id":${json(call.principal.id)}`
  if (info !== undefined) line += clientMembers(info.name, info.version)
  line += `,"revision":"${call.revision}","transport":"${record.transport}","duration_ms":${round(durationMs)},"status":"${status}"`
  if (error !== undefined) line += `,"error_type":${json(error)}`
  if (record.category !== undefined) line += `,"error_category":"${record.category}"`
  if (record.refusedBy !== undefined) line += `,"refused_by":${json(record.refusedBy)}`
  if (record.cache !== undefined) line += `,"cache":"${record.cache}"`
  line += `,"attempts":${record.attempts},"characters_in":${record.charactersIn},"characters_out":${charactersOut}`
  line += tokenMembers(record, charactersOut)
  if (record.reports !== undefined) line += `,"reports":${escapeOthers(JSON.stringify(record.reports))}`
  return `${line}}\n`
}

function clientMembers(name: unknown, version: unknown): string {
  const first = typeof name === 'string' ? `,"client_name":${json(name)}` : ''
  return typeof version === 'string' ? `${first},"client_version":${json(version)}` : first
}

function tokenMembers(record: CallRecord, charactersOut: number): string {
  const tokensIn = Math.ceil(record.charactersIn / charactersPerToken)
  return `,"tokens_in":${tokensIn},"tokens_out":${record.tokensOut ?? Math.ceil(charactersOut / charactersPerToken)}`
}

function json(text: string): string {
  const before = known.get(text)
  if (before !== undefined) return before
  const encoded = escapeOthers(JSON.stringify(text.length > 256 ? `${text.slice(0, 256)}…` : text))
  if (known.size >= maxKnown) known = new Map()
  known.set(text, encoded)
  return encoded
}

/** Everything outside of ASCII as \u escapes (RFC 8259, section 7), control characters of C1 included. */
function escapeOthers(text: string): string {
  return /[^\x20-\x7e]/.test(text)
    ? text.replace(/[^\x20-\x7e]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : text
}

/** Microseconds are enough. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
