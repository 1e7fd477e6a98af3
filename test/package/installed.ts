import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../structure/source-tree.ts'

/** The packed package, installed in an empty folder as a user has it. */
export interface Installed {
  readonly folder: string
  /** What the package holds, from its root. */
  readonly files: readonly string[]
  readonly unpackedBytes: number
  remove(): void
}

/**
 * Builds, packs and installs. The dependencies are taken from this checkout, and npm may not reach a registry: whatever
 * else the package would need fails here.
 */
export function packAndInstall(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-package-'))
  const [packed] = JSON.parse(must(npm(['pack', '--json', '--silent', '--pack-destination', folder], root)).stdout) as [
    { readonly filename: string; readonly unpackedSize: number; readonly files: readonly { readonly path: string }[] },
  ]
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }))
  const local = Object.keys(dependencies).map(name => join(root, 'node_modules', name))
  must(
    npm(
      [
        'install',
        '--offline',
        '--install-links',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        join(folder, packed.filename),
        ...local,
      ],
      folder,
    ),
  )
  return {
    folder,
    files: packed.files.map(file => file.path).sort(),
    unpackedBytes: packed.unpackedSize,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Runs npm: the one that runs this test, or else the one on the PATH. */
export function npm(args: readonly string[], cwd: string): SpawnSyncReturns<string> {
  const own = process.env.npm_execpath
  return own?.endsWith('.js')
    ? spawnSync(process.execPath, [own, ...args], { cwd, encoding: 'utf8' })
    : spawnSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' })
}

/** The run, which must have ended well. */
export function must(run: SpawnSyncReturns<string>): SpawnSyncReturns<string> {
  if (run.status !== 0) throw new Error(`exit ${run.status}\n${run.stdout}\n${run.stderr}`, { cause: run.error })
  return run
}
