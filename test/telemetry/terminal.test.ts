import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./loaded-server.ts', import.meta.url))

/** What a server of the author's own writes to standard error for a hundred calls, the last of which fails. */
function writeLog(isTTY: boolean, records = 'stderr'): readonly string[] {
  const terminal = `data:text/javascript,process.stderr.isTTY=${isTTY}`
  const { stderr, status } = spawnSync(process.execPath, ['--import', terminal, program, 'close', '100', records], {
    encoding: 'utf8',
    timeout: 30_000,
  })
  assert.equal(status, 0, stderr)
  return stderr.trimEnd().split('\n')
}

test('at a terminal a server writes records and log as lines for people', () => {
  const lines = writeLog(true)
  assert.ok(lines.some(line => /^\d\d:\d\d:\d\d\.\d{3} CALL {2}success {2}tools\/call echo /.test(line)))
  assert.ok(lines.some(line => /^\d\d:\d\d:\d\d\.\d{3} ERROR tool\.failed /.test(line)))
})

test('anywhere else it writes JSON lines', () => {
  const events = writeLog(false).map(line => (JSON.parse(line) as { readonly event: string }).event)
  assert.ok(events.includes('call') && events.includes('tool.failed'))
})

test('a file of records has JSON lines, also where somebody sits at the terminal', t => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-terminal-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'calls.jsonl')
  const lines = writeLog(true, file)
  assert.ok(lines.some(line => / ERROR tool\.failed /.test(line)))
  const records = readFileSync(file, 'utf8').trimEnd().split('\n')
  assert.equal(records.length, 100)
  assert.equal((JSON.parse(records[0]!) as { readonly event: string }).event, 'call')
})
