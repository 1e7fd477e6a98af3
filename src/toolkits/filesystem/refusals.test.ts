import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorTable, ToolError } from '../../errors.ts'
import { refusal, refusalOf, refusals } from './refusals.ts'

test('every refusal says what to do next, and none takes a code of the server', () => {
  for (const [code, row] of Object.entries(refusals)) {
    assert.match(row.message, /[^.]$/, code)
    assert.match(row.next, /^[A-Z].*\.$/, code)
    assert.ok(!(code in errorTable), code)
  }
})

test('a refusal shows the path that it is given, also one that looks like a pattern', () => {
  const error = refusal('FILE_NOT_FOUND', { path: '/root/$& $1 {path}' })
  assert.equal(error.message, 'There is no /root/$& $1 {path}.')
  assert.deepEqual([error.code, error.category, error.retryable], ['FILE_NOT_FOUND', 'CLIENT_ERROR', false])
})

test('what the system says stays in the cause, with its paths', () => {
  const system = Object.assign(new Error("EACCES: permission denied, open '/real/secret'"), {
    code: 'EACCES',
    syscall: 'open',
  })
  const error = refusalOf(system, '/root/shown')
  assert.ok(error instanceof ToolError)
  assert.deepEqual(
    [error.code, error.message, error.cause],
    ['ACCESS_DENIED', 'The system denies access to /root/shown.', system],
  )
  const other = new TypeError('a fault of ours')
  assert.equal(refusalOf(other, '/root/shown'), other)
})
