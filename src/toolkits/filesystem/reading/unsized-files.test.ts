import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { containedBy } from '../choose-contained.ts'
import { loadRoots } from '../roots.ts'
import { openTestbed, type TestbedSettings } from '../testbed.ts'
import { registerEditFile } from '../tools/edit-file.ts'
import { registerGrep } from '../tools/grep.ts'

/** Files of Linux whose size is told as 0 until they are read: `boot_id` has 37 bytes, `poolsize` fewer than ten. */
const unsized = '/proc/sys/kernel/random'
const contain: TestbedSettings['contain'] = (_roots, allow) => containedBy(loadRoots([unsized], false), allow)

if (process.platform === 'linux') {
  test('a file whose size is told as 0 is searched for what is in it', async () => {
    await using bed = await openTestbed(registerGrep, { contain })
    const { text, structured } = await bed.call('grep', { path: '.', pattern: '^\\d+$', glob: '{boot_id,poolsize}' })
    assert.ok(text.startsWith(join(unsized, 'poolsize')), text)
    assert.deepEqual([structured['count'], structured['searched']], [1, 2])
  })

  test('a file whose size is told as 0 is edited by what is in it', async () => {
    await using bed = await openTestbed(registerEditFile, { contain })
    const oldText = readFileSync(join(unsized, 'boot_id'), 'utf8').trim()
    const edits = [{ oldText, newText: 'new' }]
    const { code, text } = await bed.call('edit_file', { path: 'boot_id', edits, dryRun: true })
    assert.equal(code, undefined, text)
    assert.ok(text.includes(`-${oldText}\n+new`), text)
  })
}
