import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../structure/source-tree.ts'

/** The packed package, installed in an empty folder as a user has it. */
export interface Installed {
  readonly folder: string
  readonly tarball: string
  /** What the package holds, from its root. */
  readonly files: readonly string[]
  readonly unpackedBytes: number
  remove(): void
}

/** What `npm pack` says of its work. */
interface Packed {
  readonly filename: string
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}

/** What the build reads, and what the package holds beside it. */
const ingredients = [
  'bin',
  'docs',
  'examples',
  'scripts',
  'src',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
]

/**
 * Builds, packs and installs. The build runs on a copy, so that several tests may do this at once, and none takes `dist/`
 * from under another. The dependencies are taken from this checkout, and npm may not reach a registry: whatever else the
 * package would need fails here.
 */
export function packAndInstall(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-package-'))
  const copy = mkdtempSync(join(tmpdir(), 'lintel-build-'))
  let packed: Packed
  try {
    for (const name of ingredients) cpSync(join(root, name), join(copy, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
    const { stdout } = must(npm(['pack', '--json', '--silent', '--pack-destination', folder], copy))
    packed = (JSON.parse(stdout) as [Packed])[0]
  } finally {
    rmSync(copy, { recursive: true })
  }
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
    tarball: join(folder, packed.filename),
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
