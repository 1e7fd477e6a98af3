import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import type { LogFields } from './logger.ts'
import { maskedLogger } from './masked-logger.ts'

class DownstreamError extends Error {
  readonly url = 'postgres://app:hunter2@db/x'
  readonly apiKey = 'hunter2'
}
class PrivateError extends Error {
  readonly #secret = 'hunter2'
  get secret() {
    return this.#secret
  }
  toJSON() {
    return { secret: this.#secret }
  }
}

/** What the application's own logger gets of an error. */
function pass(error: unknown): Error {
  let got: LogFields = {}
  const at = (_event: string, fields: LogFields = {}) => {
    got = fields
  }
  maskedLogger({ debug: at, info: at, warn: at, error: at }).error('tool.failed', { error })
  return got['error'] as Error
}

test('an error stays an error of its class, with message, stack, members and causes masked', () => {
  const cause = new TypeError('password=hunter2', { cause: 'token is Bearer hunter2hunter2' })
  const original = new DownstreamError('GET https://me:hunter2@x failed', { cause })
  const error = pass(original)
  assert.ok(error instanceof DownstreamError && error.cause instanceof TypeError)
  assert.equal(error.message, 'GET https://me:••••••@x failed')
  assert.match(error.stack ?? '', /^Error: GET https:\/\/me:••••••@x failed\n +at /)
  assert.equal(error.cause.message, 'password=••••••')
  assert.equal(error.cause.cause, 'token is Bearer ••••••')
  assert.deepEqual(Object.entries(error), [
    ['url', 'postgres://app:••••••@db/x'],
    ['apiKey', '••••••'],
  ])
  assert.doesNotMatch(inspect(error, { depth: null, showHidden: true }), /hunter2/)
  assert.equal(original.apiKey, 'hunter2', 'the handler keeps its own')
})

test('an error of several has each of them masked', () => {
  const error = pass(new AggregateError([new RangeError('password=hunter2')], 'two failed'))
  assert.ok(error instanceof AggregateError && error.errors[0] instanceof RangeError)
  assert.equal(error.errors[0].message, 'password=••••••')
})

test('an error whose class has a say of its own is one of the same name that has none', () => {
  for (const original of [new PrivateError('password=hunter2'), new DOMException('password=hunter2', 'AbortError')]) {
    const error = pass(original)
    assert.ok(error instanceof Error)
    assert.equal(error.constructor.name, original.constructor.name)
    assert.deepEqual([error.name, error.message], [original.name, 'password=••••••'])
    assert.doesNotMatch(inspect(error, { depth: null, showHidden: true, getters: true }), /hunter2/)
    assert.equal(JSON.stringify(error), '{}')
    for (const key in error) assert.doesNotMatch(String(error[key as keyof Error]), /hunter2/)
  }
})

test('causes end at a depth, circles where they close, and what an error drags behind it at so many values', () => {
  let chain = new Error('0')
  for (let depth = 1; depth < 1000; depth++) chain = new Error(String(depth), { cause: chain })
  let depth = 0
  for (let at: unknown = pass(chain); at instanceof Error; at = at.cause) depth++
  assert.equal(depth, 63)

  const circle = new Error('circle')
  circle.cause = circle
  assert.equal(pass(circle).cause, '…')

  const web = Array.from({ length: 40 }, () => ({}) as Record<string, unknown>)
  for (const from of web) for (const [at, to] of web.entries()) from[`to${at}`] = to
  const error = pass(Object.assign(new Error('web'), { web }))
  assert.ok(JSON.stringify({ ...error }).length < 1_000_000)
})

test('what cannot be looked at, and bytes, are left out; addresses are masked', () => {
  const error = pass(
    Object.assign(new Error('x'), {
      bytes: Buffer.from('hunter2'),
      at: new URL('https://me:hunter2@x/'),
      odd: {
        get secret() {
          throw new Error('hunter2')
        },
      },
    }),
  )
  assert.deepEqual({ ...error }, { bytes: '… (7 bytes)', at: 'https://me:••••••@x/', odd: '…' })
})
