import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { packAndInstall } from '../../package/installed.ts'
import { platforms, resolutions, typeCheck } from '../../package/type-check.ts'
import { root } from '../../structure/source-tree.ts'
import { bun, deno } from '../binaries.ts'

const installed = packAndInstall()
after(() => installed.remove())

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly exports: object }
const entries = Object.keys(exports)
const packages = join(import.meta.dirname, '..', 'node_modules')
const typescript5 = join(packages, 'typescript-5', 'bin', 'tsc')

for (const resolution of resolutions) {
  for (const platform of platforms) {
    test(`a server and every entry pass TypeScript 5.9, declarations included: ${resolution}, types of ${platform}`, () => {
      assert.match(run(typescript5, '--version'), /^Version 5\.9\./)
      assert.equal(typeCheck(installed, typescript5, resolution, platform), '')
    })
  }
}

for (const [runtime, command, args] of [
  ['Bun', bun, ['run']],
  ['Deno', deno, ['run', '--allow-all']],
] as const) {
  test(`every entry loads on ${runtime}`, () => {
    const imports = entries.filter(name => !name.endsWith('.json')).map(name => `import 'lintel${name.slice(1)}'\n`)
    writeFileSync(join(installed.folder, 'load.mjs'), `${imports.join('')}console.log('loaded')\n`)
    const { stdout, stderr } = spawnSync(command, [...args, 'load.mjs'], { cwd: installed.folder, encoding: 'utf8' })
    assert.deepEqual([stdout, stderr], ['loaded\n', ''])
  })
}

/**
 * `browser` leaves what only Node can load out of a Worker's bundle. publint suggests conditions of `imports` in its
 * place; those would name built files, and a checkout runs from its sources.
 */
const deliberate = /Suggestions:\s*1\. pkg\.browser with an object value can be refactored to use [^\n]*\s*$/

test('publint finds neither an error nor a warning in the package, and suggests one thing that is as it is on purpose', () => {
  const said = run(join(packages, 'publint', 'src', 'cli.js'), 'run', installed.tarball, '--strict')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of the terminal.
  const plain = said.replaceAll(/\x1B\[\d+m/g, '')
  assert.doesNotMatch(plain, /Errors:|Warnings:/)
  assert.match(plain, deliberate)
})

test('no entry resolves to types that are wrong for who imports it', () => {
  const attw = join(packages, '@arethetypeswrong', 'cli', 'dist', 'index.js')
  const { analysis, problems } = JSON.parse(run(attw, installed.tarball, '--format', 'json')) as Report
  assert.deepEqual(Object.keys(analysis.entrypoints), entries)
  // The package has ES modules alone, and `exports` alone says where they are.
  const out = ['node10', 'node16-cjs']
  assert.deepEqual(
    Object.values(problems)
      .flat()
      .filter(({ resolutionKind }) => !out.includes(resolutionKind)),
    [],
  )
})

interface Report {
  readonly analysis: { readonly entrypoints: object }
  readonly problems: Readonly<Record<string, readonly Problem[]>>
}

interface Problem {
  readonly kind: string
  readonly entrypoint: string
  readonly resolutionKind: string
}

function run(...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: installed.folder, encoding: 'utf8' })
  return stdout || stderr
}
