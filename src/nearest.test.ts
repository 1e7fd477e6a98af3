import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest } from './nearest.ts'

const words = ['host', 'port', 'path', 'publicUrl', 'allowedHosts', 'readOnly', 'warn']

test('a word with a slip of the hand finds what it was meant to be', () => {
  const slips = {
    prot: 'port',
    hots: 'host',
    readonly: 'readOnly',
    publicURL: 'publicUrl',
    allowdHosts: 'allowedHosts',
  }
  for (const [slip, meant] of Object.entries(slips)) assert.equal(nearest(slip, words), meant)
})

test('the beginning of a word, and a word with something behind it, find it too', () => {
  assert.equal(nearest('public', words), 'publicUrl')
  assert.equal(nearest('warning', words), 'warn')
})

test('a word that is like none finds none', () => {
  assert.equal(nearest('banana', words), undefined)
  assert.equal(nearest('x', words), undefined)
  assert.equal(nearest('', words), undefined)
})
