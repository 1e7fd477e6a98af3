import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { type Ending, endTogether } from './end-together.ts'

interface Ended {
  readonly response: ServerResponse
  readonly destroyed: () => unknown
}

function responder(ended: string[], fails = false): Ended {
  let broken = false
  const response = {
    headersSent: false,
    destroyed: false,
    writeHead() {},
    end(body: string) {
      if (fails) throw new Error('The application broke it')
      ended.push(body)
    },
    destroy() {
      broken = true
    },
  }
  return { response: response as unknown as ServerResponse, destroyed: () => broken }
}

const failures: unknown[] = []

function answer({ response }: Ended, body: string): Ending {
  return { response, status: 200, headers: [], body, encoding: 'utf8', onFailure: error => failures.push(error) }
}

test('answers of one turn are ended together when it is over, in the order in which they were made', async () => {
  const ended: string[] = []
  for (const body of ['a', 'b', 'c']) endTogether(answer(responder(ended), body))
  assert.deepEqual(ended, [], 'nothing leaves before the turn is over')
  await turn()
  assert.deepEqual(ended, ['a', 'b', 'c'])
})

test('so many answers that more would cost memory do not wait for the end of their turn', async () => {
  const ended: string[] = []
  for (let count = 1; count < 32; count++) endTogether(answer(responder(ended), `${count}`))
  assert.equal(ended.length, 0)
  endTogether(answer(responder(ended), '32'))
  assert.equal(ended.length, 32)
  endTogether(answer(responder(ended), '33'))
  assert.equal(ended.length, 32, 'the next begins another batch')
  await turn()
  assert.equal(ended.length, 33)
})

test('an answer that cannot be ended breaks its own connection and no other', async () => {
  const ended: string[] = []
  const broken = responder(ended, true)
  endTogether(answer(broken, 'a'))
  endTogether(answer(responder(ended), 'b'))
  await turn()
  assert.deepEqual(ended, ['b'])
  assert.equal(broken.destroyed(), true)
  assert.match(String(failures), /The application broke it/)
})

test('an application that answers by itself in the same turn has answered, whole', async t => {
  const http = createServer((_request, response) => {
    endTogether({
      response,
      status: 200,
      headers: ['Content-Length', '4'],
      body: 'ours',
      encoding: 'latin1',
      onFailure: error => assert.fail(String(error)),
    })
    if (!response.writableEnded) response.end('its own')
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  t.after(() => http.close())
  const { port } = http.address() as AddressInfo
  assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), 'its own')
})
