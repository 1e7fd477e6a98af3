import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Exchange } from './exchange.ts'
import { defaultHttpLimits } from './limits.ts'
import { readJson } from './read-json.ts'

function read(text: string) {
  const exchange = { readBody: (_limit, done) => done({ text }) } as Partial<Exchange> as Exchange
  return new Promise(resolve => readJson(exchange, defaultHttpLimits, resolve))
}

test('byte order marks before a body are nothing, elsewhere in it they are no JSON', async () => {
  assert.deepEqual(await read('\uFEFF{"a":1}'), { body: { a: 1 }, length: 7 })
  assert.deepEqual(await read('\uFEFF\uFEFF{"a":1}'), { body: { a: 1 }, length: 7 })
  assert.deepEqual(await read('{"a":"\uFEFF"}'), { body: { a: '\uFEFF' }, length: 11 })
  assert.ok('failed' in ((await read('{"a":1}\uFEFF')) as object))
})
