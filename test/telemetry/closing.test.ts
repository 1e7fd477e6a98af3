import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../../src/clock.ts'
import { makeTelemetry } from '../../src/make-telemetry.ts'

test('records that are closed while their file is being opened open none', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'lintel-records-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'calls.jsonl')
  const listeners = process.listenerCount('exit')
  const options = { name: 'closing', logger: undefined, format: undefined, level: 'info', clock: systemClock } as const
  const telemetry = makeTelemetry({ ...options, records: { file } })
  const opening = telemetry.open()
  telemetry.close()
  await opening
  assert.equal(existsSync(file), false)
  assert.equal(process.listenerCount('exit') - listeners, 0)
})
