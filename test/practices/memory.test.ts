import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'

const program = new URL('memory.ts', import.meta.url).pathname
const megabyte = 1024 * 1024

async function grown(what: string, count: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, what, String(count)])
  return (JSON.parse(stdout) as { readonly grown: number }).grown
}

test('a million principals take less than 32 MB: of 100,000 the allowance is known', async () => {
  const bytes = await grown('principals', 1_000_000)
  // What is forgotten at once would need no bound.
  assert.ok(bytes > 4 * megabyte, `${bytes} bytes`)
  assert.ok(bytes < 32 * megabyte, `${bytes} bytes`)
})

test('a hundred thousand cache keys take less than 24 MB: of 10,000 the result is kept', async () => {
  const bytes = await grown('keys', 100_000)
  assert.ok(bytes > 2 * megabyte, `${bytes} bytes`)
  assert.ok(bytes < 24 * megabyte, `${bytes} bytes`)
})
