import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RpcError, type Server, speaksExtension } from '../../src/index.ts'
import { LegacyClient } from './legacy-client.ts'
import { textOf } from './message.ts'
import { askModern, callModern, sendModern } from './modern-client.ts'
import { read, serve } from './testbed.ts'

const id = 'com.example/greetings'
const declared = { extensions: { [id]: {} } }

function define(server: Server): void {
  server
    .extension(id, {
      settings: { languages: ['en', 'fr'] },
      methods: {
        'greetings/say': call => {
          if (!speaksExtension(call, id)) throw new RpcError('CLIENT_CAPABILITY_MISSING')
          return { greeting: `Hello ${call.params['name']}` }
        },
        'greetings/fail': () => {
          throw new Error('hunter2')
        },
      },
    })
    .extension('com.example/plain')
    .tool('negotiated', {
      description: 'Says whether the client speaks greetings.',
      run: (_args, call) => String(speaksExtension(call, id)),
    })
}

const settings = { [id]: { languages: ['en', 'fr'] }, 'com.example/plain': {} }

test('2026-07-28: extensions are declared, negotiated with each request, and answer methods of their own', async t => {
  const served = await serve(t, define)
  const { result } = await askModern(served, { method: 'server/discover' })
  assert.deepEqual(result?.capabilities?.['extensions'], settings)
  const request = { method: 'greetings/say', params: { title: 'Ms', name: 'Ada' } }
  const said = await askModern(served, { ...request, capabilities: declared })
  assert.equal(said.result?.['greeting'], 'Hello Ada')
  assert.equal(said.result?.resultType, 'complete')
  const refused = await sendModern(served, request)
  assert.equal(refused.status, 400)
  assert.equal((await read(refused)).error?.code, -32021)
  assert.equal(textOf(await callModern(served, 'negotiated', {}, { capabilities: declared })), 'true')
  assert.equal(textOf(await callModern(served, 'negotiated')), 'false')
})

test('2025-11-25: extensions are declared and negotiated when the session begins', async t => {
  const served = await serve(t, define)
  const speaking = await LegacyClient.connect(served, { capabilities: declared })
  assert.deepEqual(speaking.introduction.result?.capabilities?.['extensions'], settings)
  assert.deepEqual((await speaking.ask('greetings/say', { name: 'Ada' })).result, { greeting: 'Hello Ada' })
  assert.equal(textOf(await speaking.call('negotiated')), 'true')
  const plain = await LegacyClient.connect(served)
  assert.equal((await plain.ask('greetings/say', { name: 'Ada' })).error?.code, -32021)
  assert.equal(textOf(await plain.call('negotiated')), 'false')
})

test('a method of an extension that fails is masked', async t => {
  const served = await serve(t, define)
  const { error } = await askModern(served, { method: 'greetings/fail', capabilities: declared })
  assert.equal(error?.code, -32603)
  assert.equal(error?.data?.correlationId, served.log.at(-1)?.fields['correlationId'])
  assert.doesNotMatch(JSON.stringify(error), /hunter2/)
})

test('a server without extensions declares none', async t => {
  const served = await serve(t)
  const { result } = await askModern(served, { method: 'server/discover' })
  assert.equal('extensions' in (result?.capabilities ?? {}), false)
})
