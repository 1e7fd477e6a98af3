import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RawConnection, whole } from '../resilience/raw-connection.ts'
import { startProgram } from './start-program.ts'
import { toolCall } from './subject/requests.ts'

for (const runtime of ['bun', 'deno'] as const) {
  for (const [kind, meta] of [
    ['an answer', {}],
    ['a stream', { progressToken: 'p' }],
  ] as const) {
    test(`a client that hangs up on ${kind} is noticed within 50 ms on ${runtime}, and its call is told`, async t => {
      const { url, program } = await startProgram(t, runtime)
      const { headers, body } = toolCall('hang', {}, meta)
      const times: number[] = []
      for (let round = 0; round < 9; round++) {
        const connection = await RawConnection.open(url)
        connection.write(whole(body, headers))
        await program.says(/hang: started\n/)
        const hungUp = performance.now()
        connection.socket.destroy()
        await program.says(/hang: aborted\n/)
        times.push(performance.now() - hungUp)
      }
      times.sort((a, b) => a - b)
      t.diagnostic(`median ${times[4]?.toFixed(1)} ms, longest ${times[8]?.toFixed(1)} ms`)
      assert.ok(times[4]! < 50, `median ${times[4]} ms`)
    })
  }
}
