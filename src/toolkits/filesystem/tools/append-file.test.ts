import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { etagOf } from '../etag.ts'
import { openTestbed } from '../testbed.ts'
import { registerWriteTools } from '../tools.ts'

test('text is added at the end as it stands, bytes that are no text included', async () => {
  await using bed = await openTestbed(registerWriteTools)
  const path = join(bed.root, 'a')
  writeFileSync(path, Buffer.from([0xff, 0xfe, 0x0d, 0x0a]))
  const { structured, text } = await bed.call('append_file', { path, content: 'b\n' })
  const bytes = Buffer.from([0xff, 0xfe, 0x0d, 0x0a, 0x62, 0x0a])
  assert.deepEqual(readFileSync(path), bytes)
  assert.deepEqual(structured, { path, etag: etagOf(bytes), bytes: 6, appended: 2, created: false })
  assert.equal(text, `Appended 2 bytes to ${path}, etag ${etagOf(bytes)}.`)
})

test('appending creates a file, compares etags and keeps to the budget', async () => {
  await using bed = await openTestbed(registerWriteTools, { budgets: { fileBytes: 10 } })
  const path = join(bed.root, 'a')
  assert.equal((await bed.call('append_file', { path, content: '12345' })).structured['created'], true)
  assert.equal((await bed.call('append_file', { path, content: 'x', ifMatch: etagOf('1') })).code, 'ETAG_MISMATCH')
  assert.equal((await bed.call('append_file', { path, content: '678901' })).code, 'TOO_LARGE')
  assert.equal((await bed.call('append_file', { path, content: '6', ifMatch: etagOf('12345') })).code, undefined)
  assert.equal(readFileSync(path, 'utf8'), '123456')
})

test('of appends at the same time none is lost without being told', async () => {
  await using bed = await openTestbed(registerWriteTools)
  const path = join(bed.root, 'log')
  const answers = await Promise.all(Array.from({ length: 20 }, () => bed.call('append_file', { path, content: 'x' })))
  const made = answers.filter(({ code }) => code === undefined).length
  assert.ok(made >= 1)
  assert.equal(readFileSync(path, 'utf8'), 'x'.repeat(made))
  for (const { code, retryable } of answers)
    assert.ok(code === undefined || (code === 'FILE_CHANGED' && retryable), `${code}`)
  assert.deepEqual(readdirSync(bed.root), ['log'])
})
