import fc from 'fast-check'
import { isJsonObject, type JsonObject } from '../../src/json.ts'
import { legacyDraft, legacyDrafts, modernDraft, modernDrafts, sessionDrafts } from '../differential/drafts.ts'
import type { Sent } from '../differential/exchange.ts'
import { mutated } from '../differential/mutations.ts'
import type { Draft } from '../differential/requests.ts'

/** One HTTP request as it is sent to two faces alike. */
export interface FaceRequest extends Sent {
  /** Sent in pieces, without its length. */
  readonly isChunked: boolean
  /** Sent instead of the text of the body. */
  readonly bytes?: Uint8Array
}

export function bytesOf({ bytes, body }: FaceRequest): Uint8Array {
  return bytes ?? new TextEncoder().encode(body)
}

/** Which requests are compared. */
export type Leg = '2026-07-28' | '2025-11-25 without sessions' | '2025-11-25 in a session'

/** Requests of a leg: in order, with faults, damaged; some of them answered by a stream, some of those never-ending. */
export const requestsOf: Readonly<Record<Leg, fc.Arbitrary<FaceRequest>>> = {
  '2026-07-28': sentInEitherWay(modernDrafts, streamed(modern, ['count', 'hang'])),
  '2025-11-25 without sessions': sentInEitherWay(legacyDrafts, streamed(legacy, ['count', 'hang'])),
  // A call in a session goes on when its client hangs up: it would hang for good.
  '2025-11-25 in a session': sentInEitherWay(sessionDrafts, streamed(inSession, ['count'])),
}

function sentInEitherWay(drafts: fc.Arbitrary<Draft>, streams: fc.Arbitrary<Draft>): fc.Arbitrary<FaceRequest> {
  const sent = mutated(fc.oneof({ weight: 5, arbitrary: drafts }, { weight: 1, arbitrary: streams }))
  return fc.tuple(sent, fc.boolean()).map(([request, isChunked]) => ({ ...request, isChunked }))
}

type Make = (params: JsonObject) => Draft

function streamed(make: Make, tools: readonly string[]): fc.Arbitrary<Draft> {
  return fc
    .tuple(fc.constantFrom(...tools), fc.constantFrom('token', 7))
    .map(([tool, progressToken]) => withToken(make({ name: tool, arguments: {} }), progressToken))
}

function withToken(draft: Draft, progressToken: string | number): Draft {
  const { body } = draft
  if (!isJsonObject(body) || !isJsonObject(body.params)) return draft
  const meta = isJsonObject(body.params._meta) ? body.params._meta : {}
  return { ...draft, body: { ...body, params: { ...body.params, _meta: { ...meta, progressToken } } } }
}

function modern(params: JsonObject): Draft {
  return modernDraft('tools/call', params, 1, {}, {})
}

function legacy(params: JsonObject): Draft {
  return legacyDraft('tools/call', params, 1, '2025-11-25')
}

function inSession(params: JsonObject): Draft {
  const draft = legacy(params)
  return { ...draft, headers: { ...draft.headers, 'mcp-session-id': '{session}' } }
}
