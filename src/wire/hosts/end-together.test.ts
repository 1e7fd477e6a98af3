import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { endTogether } from './end-together.ts'

interface Ended {
  readonly response: ServerResponse
  readonly destroyed: () => unknown
}

function responder(ended: string[], fails = false): Ended {
  let broken: unknown
  const response = {
    end(body: string) {
      if (fails) throw new Error('The application broke it')
      ended.push(body)
    },
    destroy(error: unknown) {
      broken = error
    },
  }
  return { response: response as unknown as ServerResponse, destroyed: () => broken }
}

test('answers of one turn are ended together when it is over, in the order in which they were made', async () => {
  const ended: string[] = []
  for (const body of ['a', 'b', 'c']) endTogether(responder(ended).response, body, 'utf8')
  assert.deepEqual(ended, [], 'nothing leaves before the turn is over')
  await turn()
  assert.deepEqual(ended, ['a', 'b', 'c'])
})

test('so many answers that more would cost memory do not wait for the end of their turn', async () => {
  const ended: string[] = []
  for (let count = 1; count < 32; count++) endTogether(responder(ended).response, `${count}`, 'utf8')
  assert.equal(ended.length, 0)
  endTogether(responder(ended).response, '32', 'utf8')
  assert.equal(ended.length, 32)
  endTogether(responder(ended).response, '33', 'utf8')
  assert.equal(ended.length, 32, 'the next begins another batch')
  await turn()
  assert.equal(ended.length, 33)
})

test('an answer that cannot be ended breaks its own connection and no other', async () => {
  const ended: string[] = []
  const broken = responder(ended, true)
  endTogether(broken.response, 'a', 'utf8')
  endTogether(responder(ended).response, 'b', 'utf8')
  await turn()
  assert.deepEqual(ended, ['b'])
  assert.match(String(broken.destroyed()), /The application broke it/)
})
