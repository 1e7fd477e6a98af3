import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startProgram } from './start-program.ts'
import { toolCall } from './subject/requests.ts'

interface Answer {
  readonly status: number
  readonly asked: string
  readonly text: string
}

for (const runtime of ['bun', 'deno', 'workerd'] as const) {
  test(`a server that closes under load loses no call on ${runtime}, while the application goes on`, async t => {
    const { url } = await startProgram(t, runtime)
    const answers: Answer[] = []
    const call = async (asked: string, streamed: boolean): Promise<Answer> => {
      const response = await fetch(url, toolCall('echo', { text: asked }, streamed ? { progressToken: 'p' } : {}))
      const answer = { status: response.status, asked, text: await response.text() }
      answers.push(answer)
      return answer
    }
    const underLoad = Promise.withResolvers<void>()
    const caller = async (name: string) => {
      for (let n = 0; (await call(`${name}-${n}`, n % 2 === 1)).status === 200; n++) {
        if (answers.length > 200) underLoad.resolve()
      }
    }
    const callers = Array.from({ length: 16 }, (_, n) => caller(`caller-${n}`))
    await Promise.race([underLoad.promise, Promise.all(callers)])
    const before = answers.length
    const response = await fetch(new URL('/close', url))
    assert.equal(await response.text(), '/close')
    await Promise.all(callers)

    const served = answers.filter(({ status }) => status === 200)
    const refused = answers.filter(({ status }) => status !== 200)
    t.diagnostic(`${served.length} answered, ${refused.length} refused`)
    for (const { asked, text } of served) assert.match(text, new RegExp(`"text":"${asked}"`))
    for (const { status, text } of refused) {
      assert.equal(status, 503)
      assert.match(text, /"error":\{"code":-?\d+,"message":"[^"]*(?:clos|shut)/i)
    }
    assert.ok(served.length > before, 'none was running when it began to close')
    assert.equal(refused.length, callers.length)
  })
}
