import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startProgram } from './start-program.ts'
import { startWorkerd } from './start-workerd.ts'
import { post, toolCall } from './subject/requests.ts'

test('a stream of a Worker that was silent for a while hears what another request changes', async t => {
  const { url } = await startProgram(t, 'workerd')
  const response = await fetch(url, post('subscriptions/listen', { notifications: { toolsListChanged: true } }))
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let heard = ''
  const until = async (pattern: RegExp) => {
    while (!pattern.test(heard)) {
      const { done, value } = await reader.read()
      assert.ok(!done, `the stream ended: ${heard}`)
      heard += value
    }
  }
  await until(/acknowledged/)
  for (let call = 0; call < 10; call++) await (await fetch(url, toolCall('echo', { text: 'meanwhile' }))).text()
  await (await fetch(url, toolCall('rename'))).text()
  await until(/notifications\/tools\/list_changed/)
  await reader.cancel()
})

test('a Worker serves the 2025-11-25 revision without sessions', async t => {
  const { url } = await startProgram(t, 'workerd')
  const legacy = (method: string, params: object) =>
    fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    })
  const clientInfo = { name: 'tester', version: '1.0.0' }
  const hello = await legacy('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo })
  assert.match(await hello.text(), /"protocolVersion":"2025-11-25"/)
  assert.equal(hello.headers.get('mcp-session-id'), null)
  const called = await legacy('tools/call', { name: 'echo', arguments: { text: 'stateless' } })
  assert.match(await called.text(), /"text":"stateless"/)
})

test('what a Worker has not is refused in words that say what to do', async t => {
  const { url, stop } = await startWorkerd(fileURLToPath(new URL('./subject/refusals.ts', import.meta.url)))
  t.after(stop)
  const told = (await (await fetch(new URL('/told', url))).json()) as Record<string, string>
  assert.match(told['listen']!, /^DefinitionError: listen: Cloudflare Workers have no port to serve\. Export \{ fetch/)
  assert.match(told['stdio']!, /^DefinitionError: stdio: Cloudflare Workers have no pipe to serve\. Export \{ fetch/)
  assert.match(
    told['sessions']!,
    /^DefinitionError: sessions: Cloudflare Workers keep no process.*Leave the setting out/,
  )
  assert.match(told['filesystem']!, /^DefinitionError: filesystem.*needs a disk.*Serve it with Node, Bun or Deno/)
  const response = await fetch(url, toolCall('echo', { text: 'who asks?' }))
  assert.equal(response.status, 403)
  assert.match(await response.text(), /the host does not tell where requests come from\. Give the mount a principal/)
})
