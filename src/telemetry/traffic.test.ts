import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatTraffic } from './traffic.ts'

const time = Date.UTC(2026, 0, 2, 12, 30, 1, 123)
const line = (direction: 'in' | 'out', message: unknown, width?: number) =>
  formatTraffic(direction, typeof message === 'string' ? message : JSON.stringify(message), {
    time,
    ...(width !== undefined && { width }),
  })

const control = fc.oneof(
  fc.constantFrom('\n', '\u001b', '\u007f', '\u009b', '\u2028', '\u202e', '\u2066'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
)
const hostile = fc.string({ unit: control })
const messages = fc.record(
  { id: hostile, method: hostile, params: hostile, error: fc.record({ code: hostile, message: hostile }) },
  { requiredKeys: [] },
)

test('a request shows its time, method, id and parameters', () => {
  const request = { jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'grep', arguments: { path: '.' } } }
  assert.equal(line('in', request), '12:30:01.123 ← tools/call #3 {"name":"grep","arguments":{"path":"."}}')
})

test('a result, an error and a notification show as what they are', () => {
  assert.equal(line('out', { jsonrpc: '2.0', id: 'a', result: { ok: true } }), '12:30:01.123 → #a result {"ok":true}')
  const error = { jsonrpc: '2.0', id: 4, error: { code: -32602, message: 'Tool not found', data: { tool: 'x' } } }
  assert.equal(line('out', error), '12:30:01.123 → #4 error -32602 "Tool not found" {"tool":"x"}')
  assert.equal(
    line('in', { jsonrpc: '2.0', method: 'notifications/initialized' }),
    '12:30:01.123 ← notifications/initialized',
  )
})

test('a batch shows one line a message', () => {
  const batch = [
    { jsonrpc: '2.0', id: 1, method: 'ping' },
    { jsonrpc: '2.0', id: 2, method: 'ping' },
  ]
  assert.equal(line('in', batch), '12:30:01.123 ← ping #1\n12:30:01.123 ← ping #2')
})

test('a long message is cut, and says how long it is', () => {
  const text = line('out', { jsonrpc: '2.0', id: 1, result: { text: 'x'.repeat(5000) } }, 100)
  assert.ok(text.length < 200)
  assert.match(text, /… \(5011 characters\)$/)
})

test('secrets are masked by key, by look and inside text, in requests, results and errors', () => {
  const secret = 'hunter2-hunter2'
  const carriers = [
    { password: secret },
    { arguments: { apiKey: secret, nested: [{ accessToken: secret }] } },
    { headers: { Authorization: `Bearer ${secret}`, 'x-api-key': secret } },
    { tokens: 1, key: [secret] },
    { text: `postgres://me:${secret}@db/x` },
    { text: `{"client_secret":"${secret}"}` },
    { _meta: { secret } },
    { token: { v: secret } },
    { authorization: { x: [{ y: secret }] } },
    { pass: secret, pin: secret },
  ]
  for (const carrier of carriers) {
    const messages = [
      { id: 1, method: 'x', params: carrier },
      { id: 1, result: carrier },
      { id: 1, error: { code: 1, message: JSON.stringify(carrier), data: carrier } },
    ]
    for (const message of messages) assert.doesNotMatch(line('in', message), /hunter2/, JSON.stringify(message))
  }
})

test('a secret that the cut goes through is masked before it is cut', () => {
  const token = `ghp_${'A1b2C3d4E5'.repeat(4)}`
  for (let width = 1; width < 80; width++)
    assert.doesNotMatch(line('in', { id: 1, method: 'x', params: { text: `the token ${token} is` } }, width), /A1b2/)
})

test('an id, a method and an error code that look like secrets are masked', () => {
  const token = `ghp_${'A1b2C3d4E5'.repeat(4)}`
  for (const message of [
    { id: token, method: token },
    { id: token, result: {} },
    { id: 1, error: { code: token, message: '' } },
  ])
    assert.doesNotMatch(line('in', message), /A1b2/)
})

test('an id cannot write a line of its own, nor colour it', () => {
  const forged = line('in', { id: '1\n12:00 → FORGED \u001b[31m', method: 'ping' })
  assert.equal(forged, '12:30:01.123 ← ping #1\\n12:00 → FORGED \\u001b[31m')
})

test('whatever arrives becomes one line a message, without control characters', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: control }),
        fc.json({ stringUnit: control }),
        messages.map(value => JSON.stringify(value)),
      ),
      fc.constantFrom('in' as const, 'out' as const),
      (message, direction) => {
        const parsed = safeParse(message)
        const lines = formatTraffic(direction, message, { time }).split('\n')
        assert.equal(lines.length, Array.isArray(parsed) ? Math.max(parsed.length, 1) : 1)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        for (const text of lines) assert.doesNotMatch(text, /[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/)
      },
    ),
  )
})

function safeParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
