import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type StderrLoggerOptions, stderrLogger } from './stderr-logger.ts'

function capture(options: Omit<StderrLoggerOptions, 'write'>) {
  const lines: string[] = []
  return { lines, logger: stderrLogger({ ...options, write: line => lines.push(line) }) }
}

test('an event is one line of JSON with time, level and fields', () => {
  const { lines, logger } = capture({ format: 'json' })
  logger.info('http.listening', { port: 7400 })
  const { time, ...rest } = JSON.parse(lines[0]!) as Record<string, unknown>
  assert.deepEqual(rest, { level: 'info', event: 'http.listening', port: 7400 })
  assert.match(String(time), /^\d{4}-\d\d-\d\dT/)
  assert.match(lines[0]!, /^[^\n]*\n$/)
})

test('an event is one line for people', () => {
  const { lines, logger } = capture({ format: 'text' })
  logger.warn('http.failed', { url: '/mcp', why: 'two words\nand a line' })
  assert.match(lines[0]!, /^\d\d:\d\d:\d\d\.\d{3} WARN {2}http\.failed url=\/mcp why="two words\\nand a line"\n$/)
})

test('what is less important than the level is not written', () => {
  for (const [level, written] of [
    ['debug', 4],
    ['info', 3],
    ['warn', 2],
    ['error', 1],
  ] as const) {
    const { lines, logger } = capture({ format: 'json', level })
    for (const at of ['debug', 'info', 'warn', 'error'] as const) logger[at]('x')
    assert.equal(lines.length, written, level)
  }
})

test('secrets in fields and errors are masked', () => {
  const { lines, logger } = capture({ format: 'json' })
  const error = new Error('GET https://me:hunter2@x failed', { cause: new Error('password=hunter2') })
  logger.error('x', { error, token: 'hunter2', list: [{ apiKey: 'hunter2' }] })
  assert.doesNotMatch(lines[0]!, /hunter2/)
  assert.match(lines[0]!, /"message":"GET https:\/\/me:•+@x failed"/)
})

test('control characters in events and fields are escaped, and JSON reads them back', () => {
  const hostile = 'a\n\u001b[31m\u007f\u009b\u2028\u202e'
  for (const format of ['text', 'json'] as const) {
    const { lines, logger } = capture({ format })
    logger.info(hostile, { [hostile]: hostile })
    assert.match(lines[0]!, /^[\x20-\x7e]+\n$/)
    if (format === 'json') assert.equal((JSON.parse(lines[0]!) as Record<string, unknown>)[hostile], hostile)
  }
})

test('a field that holds itself is cut off', () => {
  const { lines, logger } = capture({ format: 'json' })
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  logger.info('x', { circle, count: 5n })
  assert.equal(lines.length, 1)
})
