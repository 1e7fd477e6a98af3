import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { etagOf } from '../etag.ts'
import { openTestbed } from '../testbed.ts'
import { registerWriteTools } from '../write-tools.ts'

const open = (settings = {}) => openTestbed(registerWriteTools, settings)

test('a file is written, and its etag is that of its contents', async () => {
  await using bed = await open()
  const path = join(bed.root, 'a.txt')
  const { structured, text } = await bed.call('write_file', { path, content: 'héllo\r\n' })
  assert.deepEqual(structured, { path, etag: etagOf('héllo\r\n'), bytes: 8, created: true })
  assert.equal(text, `Created ${path}, 8 bytes.`)
  assert.equal(readFileSync(path, 'utf8'), 'héllo\r\n')
  assert.deepEqual(readdirSync(bed.root), ['a.txt'])
})
