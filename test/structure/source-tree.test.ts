import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importsOf } from './source-tree.ts'

test('imports are found in every form in which they are written, and nowhere else', () => {
  const text = `
import { one } from './one.ts'
import type { Two } from '../two.ts'
import {
  three,
  type Other,
} from 'three'
import './four.ts'
export { five } from './five.ts'
const six = await import('node:six')
/** An example: import { x } from 'lintel' */
export const seven = "from 'seven'"
export function eight(from = 'eight') {}
`
  const found = importsOf('src/wire/here.ts', text)
  assert.deepEqual(
    found.map(({ specifier, path, typeOnly, dynamic }) => [specifier, path, typeOnly, dynamic]),
    [
      ['./one.ts', 'src/wire/one.ts', false, false],
      ['../two.ts', 'src/two.ts', true, false],
      ['three', undefined, false, false],
      ['./five.ts', 'src/wire/five.ts', false, false],
      ['./four.ts', 'src/wire/four.ts', false, false],
      ['node:six', undefined, false, true],
    ],
  )
})
