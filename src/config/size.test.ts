import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSize } from './size.ts'

test('a number and a unit is a size in bytes: powers of 1000, and of 1024 with an i', () => {
  const sizes = {
    '512 KiB': 524_288,
    '4 MiB': 4_194_304,
    '4MB': 4_000_000,
    '1.5 gb': 1.5e9,
    '100 bytes': 100,
    '7 B': 7,
  }
  for (const [text, bytes] of Object.entries(sizes)) assert.equal(parseSize(text), bytes, text)
})

test('what has no unit, an unknown one or a sign is no size', () => {
  for (const text of ['', '4', 'MiB', '-4 MiB', '4 MiBs', '4 parsecs', '4 toString'])
    assert.equal(parseSize(text), undefined, text)
})
