import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Call } from '../../call.ts'
import { systemClock } from '../../clock.ts'
import { allowExtensions } from './allow.ts'
import { containedBy } from './choose-contained.ts'
import { ClientRoots } from './client-roots.ts'
import { loadRoots } from './roots.ts'

test('the answers of a thousand sessions are kept, and the oldest is asked again', async t => {
  const base = mkdtempSync(join(tmpdir(), 'lintel-client-roots-'))
  t.after(() => rmSync(base, { recursive: true }))
  const whole = containedBy(loadRoots([base], false), allowExtensions(undefined))
  const roots = new ClientRoots(whole, narrowed => containedBy(narrowed, allowExtensions(undefined)), systemClock)
  const asked: string[] = []
  const ask = async (sessionId: string) => {
    const call = {
      sessionId,
      revision: '2025-11-25',
      client: { capabilities: { roots: {} } },
      async roots() {
        asked.push(sessionId)
        return []
      },
    } as unknown as Call
    return (await roots.contained(call)).roots
  }
  for (let session = 0; session < 1_000; session++) assert.deepEqual(await ask(`s${session}`), [])
  await ask('s0')
  assert.equal(asked.length, 1_000)
  await ask('one more')
  await ask('s1')
  assert.equal(asked.length, 1_001)
  await ask('s0')
  assert.deepEqual(asked.slice(1_000), ['one more', 's0'])
})
