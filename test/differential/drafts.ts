import fc from 'fast-check'
import { isJsonObject, type Json, type JsonObject } from '../../src/json.ts'
import { calls, type Draft, ids } from './requests.ts'

const common = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }

const clientCapabilities = fc.constantFrom<JsonObject>(
  {},
  { elicitation: {} },
  { sampling: {} },
  { elicitation: { form: {} } },
)

const inputResponses = fc.constantFrom<JsonObject>(
  {},
  {},
  {},
  { inputResponses: { who: { action: 'accept', content: { name: 'Ada' } } } },
  { inputResponses: { who: { action: 'decline' } } },
  { inputResponses: { who: { action: 'accept', content: { name: 7 } } } },
  { inputResponses: { other: {} } },
  { requestState: 'forged' },
)

/** Requests of 2026-07-28, with their envelope and the headers that repeat it. */
export const modernDrafts: fc.Arbitrary<Draft> = fc
  .tuple(calls, ids, clientCapabilities, inputResponses)
  .map(([{ method, params }, id, capabilities, responses]) =>
    modernDraft(method, params, id, capabilities, params.name === 'ask' ? responses : {}),
  )

/** Requests of 2025-11-25, some with the version header of an older revision, some without it. */
export const legacyDrafts: fc.Arbitrary<Draft> = fc
  .tuple(calls, ids, fc.constantFrom('2025-11-25', '2025-11-25', '2025-06-18', ''))
  .map(([{ method, params }, id, version]) => legacyDraft(method, params, id, version))

/** Requests of 2025-11-25 within a session. */
export const sessionDrafts: fc.Arbitrary<Draft> = legacyDrafts.map(draft => ({
  ...draft,
  headers: { ...draft.headers, 'mcp-session-id': '{session}' },
}))

export const handshake: JsonObject = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'generator', version: '1' },
}

export function modernDraft(
  method: string,
  params: JsonObject,
  id: Json,
  capabilities: JsonObject,
  more: JsonObject,
): Draft {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': capabilities,
    'io.modelcontextprotocol/clientInfo': { name: 'generator', version: '1' },
  }
  const body = message(method, { ...params, ...more, _meta }, id)
  return { httpMethod: 'POST', headers: { ...common, ...repeated(method, params) }, body }
}

export function legacyDraft(method: string, params: JsonObject, id: Json, version: string): Draft {
  return {
    httpMethod: 'POST',
    headers: { ...common, ...(version !== '' && { 'mcp-protocol-version': version }) },
    body: message(method, method === 'initialize' ? handshake : params, id),
  }
}

function message(method: string, params: JsonObject, id: Json): JsonObject {
  return { jsonrpc: '2.0', ...(!method.startsWith('notifications/') && { id }), method, params }
}

/** What the headers of a request repeat of its body (SEP-2243). */
function repeated(method: string, params: JsonObject): Record<string, string> {
  const name = params.name ?? params.uri
  const { arguments: args } = params
  const region = isJsonObject(args) && params.name === 'area' ? args.region : undefined
  return {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...(typeof name === 'string' && { 'mcp-name': name }),
    ...(typeof region === 'string' && { 'mcp-param-region': encodeHeader(region) }),
  }
}

function encodeHeader(value: string): string {
  return /^[\x21-\x7e]+$/.test(value) ? value : `=?base64?${Buffer.from(value).toString('base64')}?=`
}
