import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Server, z } from '../../src/index.ts'
import { seed } from '../differential/seed.ts'
import { hosts } from '../hosts/hosts.ts'
import { mount } from '../hosts/mount.ts'
import { LegacyClient } from '../protocol/legacy-client.ts'
import { textOf } from '../protocol/message.ts'
import { callModern, modernBody, modernVersion } from '../protocol/modern-client.ts'
import { aborted } from '../protocol/testbed.ts'
import { RawConnection, whole } from '../resilience/raw-connection.ts'
import { rawCalls } from './raw-request.ts'

/** An answer that was left running would keep the server from closing for longer than a test may last. */
const limits = { drainMs: 3_600_000 }

const plainText = hosts.filter(({ hasConnections, name }) => hasConnections && !/https|http2/.test(name))

for (const host of plainText) {
  test(`${host.name}: requests cut off anywhere are not answered and leave nothing behind, and sessions stay`, async t => {
    t.diagnostic(`seed ${seed}`)
    let calls = 0
    const served = await mount(t, host, server => defineEcho(server, () => calls++), { limits })
    const client = await LegacyClient.connect(served)
    const cutOff = async (request: string, at: number, isHalfClosed: boolean) => {
      const connection = await RawConnection.open(served.url)
      const part = Buffer.from(request.slice(0, at % request.length), 'latin1')
      await new Promise<void>(resolve => void connection.socket.write(part, () => resolve()))
      if (!isHalfClosed) return void connection.socket.destroy()
      connection.socket.end()
      const received = await connection.untilClosed()
      // Node itself, or the host, may say that this is no request.
      assert.match(received, /^(?:HTTP\/1\.1 400 |$)/)
      assert.doesNotMatch(received, /jsonrpc/)
    }
    await fc.assert(
      fc.asyncProperty(rawCalls, fc.nat(), fc.boolean(), (make, at, isHalfClosed) =>
        cutOff(make(client.sessionId), at, isHalfClosed),
      ),
      { numRuns: 150, seed },
    )
    assert.equal(calls, 0)
    assert.equal(textOf(await client.call('echo', { text: 'still here' })), 'still here')
    assert.equal(textOf(await callModern(served, 'echo', { text: 'still here' })), 'still here')
    await served.server.close()
    assert.deepEqual(
      served.log.filter(({ level }) => level === 'error'),
      [],
    )
  })

  test(`${host.name}: each call whose client hangs up during its stream is told, and leaves nothing behind`, async t => {
    const running = new Set<Promise<void>>()
    const served = await mount(t, host, server => defineHang(server, running), { limits })
    for (let round = 0; round < 20; round++) {
      const connection = await RawConnection.open(served.url)
      connection.write(round % 2 === 0 ? streamed : silent)
      if (round % 2 === 0) await connection.until(/"progress":1/)
      connection.socket.destroy()
    }
    await served.server.close()
    await Promise.all(running)
    assert.ok(running.size >= 10)
    assert.deepEqual(
      served.log.filter(({ level }) => level === 'error'),
      [],
    )
  })
}

function defineEcho(server: Server, onCall: () => void): void {
  server.tool('echo', {
    description: 'Repeats the text.',
    input: z.object({ text: z.string() }),
    run: ({ text }) => {
      if (text !== 'still here') onCall()
      return text
    },
  })
}

function defineHang(server: Server, running: Set<Promise<void>>): void {
  server.tool('hang', {
    description: 'Waits until its caller is gone.',
    run: async (_args, call) => {
      const gone = aborted(call.signal)
      running.add(gone)
      call.progress(1)
      await gone
      return 'gone'
    },
  })
}

const hang = { method: 'tools/call', params: { name: 'hang' } }
const headers = { 'mcp-protocol-version': modernVersion, 'mcp-method': 'tools/call', 'mcp-name': 'hang' }
const silent = whole(JSON.stringify(modernBody(hang)), headers)
const streamed = whole(JSON.stringify(modernBody({ ...hang, meta: { progressToken: 'p' } })), headers)
