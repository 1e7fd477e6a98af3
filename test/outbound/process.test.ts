import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { hostname } from 'node:os'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startTarget } from './targets.ts'

const program = fileURLToPath(new URL('./fetching-program.ts', import.meta.url))

test('a process that has fetched ends although its connections could be used again', { timeout: 60_000 }, async t => {
  const target = await startTarget(t, ({ url }, response) => {
    // Far longer than the test waits.
    response.setHeader('keep-alive', 'timeout=500')
    if (url === '/away') response.writeHead(302, { location: 'http://localhost:8080/' }).end()
    else response.end('hello')
  })
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(target.port), hostname()])
  const told = JSON.parse(stdout) as Record<string, string>
  assert.equal(told['allowed'], 'hello')
  assert.equal(told['number'], 'OUTBOUND_REFUSED')
  assert.equal(told['redirect'], 'OUTBOUND_REFUSED')
  // Refused where the name is known, else it cannot be reached.
  assert.match(told['name']!, /^OUTBOUND_/)
  assert.equal(target.requests.length, 2)
})
