import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DefinitionError } from '../../errors.ts'
import * as entry from './index.ts'
import * as workers from './workerd.ts'

test('on Workers the entry has the same names, and asking for the toolkit says what to do instead', () => {
  assert.deepEqual(Object.keys(workers), Object.keys(entry))
  assert.throws(() => workers.filesystem({ roots: ['.'] }), {
    name: DefinitionError.name,
    message:
      /^filesystem\(\{ roots \}\): .*needs a disk and a worker thread, and Cloudflare Workers have neither\. Serve it with Node/,
  })
})
