import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startProgram } from './start-program.ts'
import { toolCall } from './subject/requests.ts'

const work = toolCall('work', { seconds: 4 })

test('a call that is silent for longer than Bun keeps a silent request is answered', async t => {
  const { url } = await startProgram(t, 'bun')
  const unasked = fetch(new URL('/work', url))
  const answer = fetch(url, work)
  await assert.rejects(unasked, 'Bun waits by itself')
  assert.match(await (await answer).text(), /"text":"Done\."/)
})

test('a standing stream on which nothing is said for longer than Bun keeps a silent request stays open', async t => {
  const { url } = await startProgram(t, 'bun')
  const accept = 'application/json, text/event-stream'
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'tester', version: '1.0.0' } }
  const hello = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: accept },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params }),
  })
  const session = hello.headers.get('mcp-session-id')
  assert.ok(session)
  const left = new AbortController()
  t.after(() => left.abort())
  const stream = await fetch(url, {
    headers: { Accept: 'text/event-stream', 'mcp-session-id': session },
    signal: left.signal,
  })
  assert.equal(stream.status, 200)
  let ended = false
  const over = stream.text().then(
    () => {
      ended = true
    },
    () => {
      ended = true
    },
  )
  // Bun looks every four seconds for requests that were silent for the one that it keeps them here.
  await (await fetch(url, toolCall('work', { seconds: 9 }))).text()
  assert.equal(ended, false)
  left.abort()
  await over
})

for (const runtime of ['deno', 'workerd'] as const) {
  test(`a call that is silent for some seconds is answered on ${runtime}`, async t => {
    const { url } = await startProgram(t, runtime)
    assert.match(await (await fetch(url, work)).text(), /"text":"Done\."/)
  })
}
