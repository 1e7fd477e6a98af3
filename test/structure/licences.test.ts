import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkLicences } from '../../scripts/check-licences.ts'
import { root } from './source-tree.ts'

test('every installed package has a licence that may be passed on', () => {
  const { checked, refused } = checkLicences(root)
  assert.ok(checked > 50, `only ${checked} packages found`)
  assert.deepEqual(refused, [])
})

test('a licence that binds the user is refused, and one that binds only its own files is for tools alone', t => {
  const tree = mkdtempSync(join(tmpdir(), 'lintel-licences-'))
  t.after(() => rmSync(tree, { recursive: true }))
  const packages: Record<string, object> = {}
  const install = (name: string, license: string | undefined, dev: boolean) => {
    packages[`node_modules/${name}`] = { dev }
    mkdirSync(join(tree, 'node_modules', name), { recursive: true })
    writeFileSync(join(tree, 'node_modules', name, 'package.json'), JSON.stringify({ name, version: '1.0.0', license }))
  }
  install('good', 'MIT', false)
  install('choice', '(GPL-3.0-only OR MIT)', false)
  install('@scope/tool', 'MPL-2.0', true)
  install('@scope/part', 'MPL-2.0', false)
  install('bound', 'GPL-3.0-only', true)
  install('yaml', 'MPL-2.0', true)
  install('silent', undefined, false)
  writeFileSync(join(tree, 'package-lock.json'), JSON.stringify({ packages }))

  const { checked, refused } = checkLicences(tree)
  assert.equal(checked, 7)
  assert.deepEqual([...refused].sort(), [
    '@scope/part@1.0.0: MPL-2.0',
    'bound@1.0.0: GPL-3.0-only',
    'silent@1.0.0: none',
    'yaml@1.0.0: MPL-2.0',
  ])
})
