import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { hostname } from 'node:os'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startTarget } from '../outbound/targets.ts'
import { bun, deno } from './binaries.ts'

const program = fileURLToPath(new URL('../outbound/fetching-program.ts', import.meta.url))

for (const [name, command] of [
  ['Bun', [bun]],
  ['Deno', [deno, 'run', '--allow-all']],
] as const) {
  test(`${name}: call.fetch refuses this machine as a number, behind a name and behind a redirect, and the process ends`, async t => {
    const target = await startTarget(t, ({ url }, response) => {
      if (url === '/away') response.writeHead(302, { location: 'http://localhost:8080/' }).end()
      else response.end('hello')
    })
    const [binary, ...args] = [...command, program, String(target.port), hostname()]
    const { stdout } = await promisify(execFile)(binary, args)
    const told = JSON.parse(stdout) as Record<string, string>
    assert.equal(told['allowed'], 'hello')
    assert.equal(told['number'], 'OUTBOUND_REFUSED')
    assert.equal(told['redirect'], 'OUTBOUND_REFUSED')
    assert.match(told['name']!, /^OUTBOUND_/)
    assert.equal(target.requests.length, 2)
  })
}
