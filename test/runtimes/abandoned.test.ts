import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { seed } from '../differential/seed.ts'
import { RawConnection, whole } from '../resilience/raw-connection.ts'
import { startProgram } from './start-program.ts'
import { toolCall } from './subject/requests.ts'

const echo = toolCall('echo', { text: 'whole' })

for (const runtime of ['bun', 'deno', 'workerd'] as const) {
  test(`requests that are cut off anywhere leave nothing behind on ${runtime}`, { timeout: 60_000 }, async t => {
    t.diagnostic(`seed ${seed}`)
    const { url } = await startProgram(t, runtime)
    const text = whole(echo.body, echo.headers)
    const abandon = async (length: number) => {
      const connection = await RawConnection.open(url)
      await new Promise(resolve => connection.socket.end(text.slice(0, length % text.length), () => resolve(undefined)))
      connection.socket.destroy()
    }
    await fc.assert(fc.asyncProperty(fc.nat({ max: text.length - 1 }), abandon), { seed, numRuns: 100 })
    assert.match(await (await fetch(url, echo)).text(), /"text":"whole"/)
    assert.equal(await (await fetch(new URL('/close', url))).text(), '/close')
  })
}

for (const runtime of ['bun', 'deno', 'workerd'] as const) {
  test(`streams that are hung up on while they are written end their calls on ${runtime}`, {
    timeout: 60_000,
  }, async t => {
    const { url, program } = await startProgram(t, runtime)
    const flood = toolCall('flood', { messages: 64_000 }, { progressToken: 'p' })
    for (let round = 0; round < 20; round++) {
      const connection = await RawConnection.open(url)
      connection.write(whole(flood.body, flood.headers))
      await connection.until(/"progress":3/)
      connection.socket.destroy()
      // workerd ends the work of a request whose client left: the call is not heard of again.
      if (runtime === 'workerd') continue
      const [, sent] = await program.says(/flood: (\d+) messages\n/)
      assert.ok(Number(sent) < 64_000)
    }
    assert.equal(await (await fetch(new URL('/close', url))).text(), '/close')
  })
}
