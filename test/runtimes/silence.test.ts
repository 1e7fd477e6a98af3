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

for (const runtime of ['deno', 'workerd'] as const) {
  test(`a call that is silent for some seconds is answered on ${runtime}`, async t => {
    const { url } = await startProgram(t, runtime)
    assert.match(await (await fetch(url, work)).text(), /"text":"Done\."/)
  })
}
