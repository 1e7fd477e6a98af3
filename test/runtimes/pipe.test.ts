import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { bun, deno } from './binaries.ts'
import { toolCall } from './subject/requests.ts'

const program = fileURLToPath(new URL('./subject/pipe.ts', import.meta.url))

for (const [runtime, command, args] of [
  ['bun', bun, [program]],
  ['deno', deno, ['run', '--allow-env', program]],
] as const) {
  test(`a pipe is served on ${runtime}, and the program ends with its input`, () => {
    const input = `${toolCall('echo', { text: 'over a pipe' }).body}\n`
    const { stdout, status } = spawnSync(command, args, { input, encoding: 'utf8', timeout: 20_000 })
    assert.match(stdout, /"text":"over a pipe"/)
    assert.equal(status, 0)
  })
}
