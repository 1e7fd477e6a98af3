import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as zod from 'zod'
import { de } from 'zod/locales'
import { z } from '../index.ts'

test('z has every name of zod, and means the same by each', () => {
  const own: Readonly<Record<string, unknown>> = z
  const missing = Object.entries(zod.z).filter(([name, value]) => own[name] !== value)
  assert.deepEqual(missing.map(([name]) => name).sort(), ['core', 'locales'])
  const core: Readonly<Record<string, unknown>> = z.core
  const missingOfCore = Object.entries(zod.core).filter(([name, value]) => core[name] !== value)
  assert.deepEqual(
    missingOfCore.map(([name]) => name),
    ['locales'],
  )
})

test('English is the locale that z brings; any other of zod can be set', t => {
  assert.deepEqual(Object.keys(z.locales), ['en'])
  t.after(() => z.config(z.locales.en()))
  z.config(de())
  assert.match(z.string().safeParse(1).error!.message, /Ungültige Eingabe/)
})
