import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/index.ts'
import { EventReader } from '../protocol/event-reader.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { modernBody } from '../protocol/modern-client.ts'
import { reach, type Send } from '../protocol/testbed.ts'
import { plantCard, plantPlain, plantShaped } from './secrets.ts'

const ways = ['error', 'tool_error', 'text', 'object', 'nothing']

/** Requests of every kind with secrets in whatever a client may send: name and parameters of each. */
function requests(): readonly (readonly [method: string, params: JsonObject])[] {
  const args = () => ({
    note: plantShaped('argument'),
    password: plantPlain('argument under a key'),
    card: plantCard('argument that is a number'),
    nested: { deep: [{ clientSecret: plantPlain('nested argument under a key') }] },
  })
  return [
    ['tools/call', { name: 'take', arguments: args() }],
    ['tools/call', { name: 'take_recorded', arguments: args() }],
    ['tools/call', { name: 'strict', arguments: { level: plantShaped('refused argument') } }],
    ['tools/call', { name: 'strict', arguments: { level: 'low', [plantShaped('name of an argument')]: 1 } }],
    ['tools/call', { name: 'give', arguments: {} }],
    ['tools/call', { name: 'give', arguments: {} }],
    ['tools/call', { name: 'call_out', arguments: {} }],
    ...ways.flatMap(how =>
      [true, false].map(later => ['tools/call', { name: 'fail', arguments: { how, later } }] as const),
    ),
    ['tools/call', { name: plantShaped('name of a tool') }],
    ['tools/list', { cursor: plantShaped('cursor') }],
    ['resources/read', { uri: 'secret://one' }],
    ['resources/read', { uri: 'secret://two' }],
    ['resources/read', { uri: `secret://three?token=${plantPlain('URI')}` }],
    ['prompts/get', { name: 'fail' }],
    ['prompts/get', { name: 'give' }],
    ['prompts/get', { name: plantShaped('name of a prompt') }],
    [
      'completion/complete',
      { ref: { type: 'ref/prompt', name: 'give' }, argument: { name: 'x', value: plantShaped('typed text') } },
    ],
    [plantShaped('method'), {}],
    ['tools/list', {}],
  ]
}

const meta = () => ({
  traceparent: plantShaped('traceparent'),
  'io.modelcontextprotocol/clientInfo': { name: plantShaped('client name'), version: plantShaped('client version') },
})

function headersWithSecrets(): Record<string, string> {
  return {
    authorization: `Bearer ${plantPlain('authorization header')}`,
    cookie: `session=${plantPlain('cookie header')}`,
    'x-api-key': plantPlain('key header'),
    'x-custom': plantPlain('header of its own'),
    traceparent: plantPlain('traceparent header'),
    tracestate: plantPlain('tracestate header'),
  }
}

/** Drives both eras over HTTP. Resolves to everything that the server answered, headers included. */
export async function driveHttp(url: string): Promise<string> {
  let heard = ''
  const hearing: Promise<void>[] = []
  const send: Send = async (target, init) => {
    const response = await fetch(target, {
      ...init,
      headers: { ...(init?.headers as Record<string, string>), ...headersWithSecrets() },
    })
    const head = `${response.status} ${JSON.stringify([...response.headers])}`
    const copy = response.clone()
    hearing.push(
      copy.text().then(text => {
        heard += `${head}\n${text}\n`
      }),
    )
    return response
  }
  const served = reach(url, undefined as never, [], send)
  const modern = async (method: string, params: JsonObject, extra: JsonObject = {}) => {
    const name = params['name'] ?? params['uri']
    const named = typeof name === 'string' && /^[\x21-\x7e]+$/.test(name) ? { 'mcp-name': name } : {}
    const body = modernBody({
      method,
      params: { ...params, ...extra },
      meta: meta(),
      capabilities: { elicitation: {} },
    })
    const spoken = /^[\x21-\x7e]+$/.test(method) ? method : 'tools/list'
    const response = await served.post(body, { 'mcp-protocol-version': '2026-07-28', 'mcp-method': spoken, ...named })
    return (await response.json().catch(() => ({}))) as { readonly result?: JsonObject }
  }
  for (const [method, params] of requests()) await modern(method, params)
  const asked = await modern('tools/call', { name: 'ask', arguments: {} })
  const questions = Object.keys((asked.result?.['inputRequests'] ?? {}) as JsonObject)
  const content = { password: plantPlain('elicited password'), note: plantShaped('elicited text') }
  assert.equal(questions.length, 1)
  await modern(
    'tools/call',
    { name: 'ask', arguments: {} },
    {
      requestState: asked.result?.['requestState'] ?? '',
      inputResponses: Object.fromEntries(questions.map(key => [key, { action: 'accept', content }])),
    },
  )
  const malformed = [
    `{"password": "${plantPlain('body that is no JSON')}`,
    { jsonrpc: '2.0', id: 1, method: 7, password: plantPlain('body that is no request') },
  ]
  for (const body of malformed) await (await served.post(body)).text()

  const client = await LegacyClient.connect(served, { capabilities: { elicitation: {} } })
  for (const [method, params] of requests())
    await (await client.send(method, { ...params, _meta: { traceparent: plantShaped('traceparent') } })).text()
  const stream = new EventReader(await client.send('tools/call', { name: 'ask', arguments: {} }, 77))
  const question = await stream.nextMessage()
  assert.equal(question?.method, 'elicitation/create')
  await client.answer(question.id!, {
    action: 'accept',
    content: { ...content, password: plantPlain('elicited password') },
  })
  await stream.messages()
  await client.notify('notifications/cancelled', { requestId: 99, reason: plantShaped('reason of a cancellation') })
  await client.answer('unknown', { content: { password: plantPlain('answer to nothing') } })
  const stranger = await served.post(
    { jsonrpc: '2.0', id: 1, method: 'tools/list' },
    { 'mcp-session-id': plantPlain('session id') },
  )
  await stranger.text()
  for (const path of ['/metrics', '/healthz', '/readyz', `/nowhere?token=${plantPlain('path')}`])
    await (await send(new URL(path, url))).text()
  await Promise.all(hearing)
  return heard
}

/** The same requests as lines, for a server on a pipe. */
export function linesForStdio(): string {
  const modern = requests().map(([method, params], id) => ({ ...modernBody({ method, params, meta: meta() }), id }))
  const legacy = requests().map(([method, params], id) => ({ jsonrpc: '2.0', id: 1000 + id, method, params }))
  const lines = [...modern, ...legacy].map(message => JSON.stringify(message))
  return `${[...lines, `{"password": "${plantPlain('line that is no JSON')}`].join('\n')}\n`
}
