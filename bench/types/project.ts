import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** The compiler of this checkout. */
export const ownTsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')

/** A folder in which programs see the package as its user does: declarations, and zod beside them. */
export interface TypesProject {
  readonly folder: string
  /** Writes a program of several files; says where its tsconfig stands. */
  write(name: string, files: Readonly<Record<string, string>>): string
  remove(): void
}

export function makeTypesProject(): TypesProject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lintel-types-')))
  const modules = join(folder, 'node_modules')
  const library = join(modules, 'lintel')
  mkdirSync(library, { recursive: true })
  copyFileSync(join(root, 'package.json'), join(library, 'package.json'))
  for (const name of ['zod', '@types', 'undici-types']) {
    symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction')
  }
  const declarations = ['--emitDeclarationOnly', '--declarationMap', 'false', '--outDir', join(library, 'dist')]
  const emitted = runTsc(ownTsc, ['-p', join(root, 'tsconfig.build.json'), ...declarations])
  if (emitted.status !== 0) throw new Error(`The declarations cannot be written:\n${emitted.output}`)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'office', private: true, type: 'module' }))
  return {
    folder,
    write: (name, files) => {
      const own = join(folder, name)
      mkdirSync(own, { recursive: true })
      for (const [file, text] of Object.entries(files)) writeFileSync(join(own, file), text)
      const project = { compilerOptions: options, files: Object.keys(files) }
      writeFileSync(join(own, 'tsconfig.json'), JSON.stringify(project))
      return join(own, 'tsconfig.json')
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** What `npm create` gives most projects. */
const options = {
  target: 'es2024',
  lib: ['es2024'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
}

export function runTsc(
  tsc: string,
  args: readonly string[],
): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  return { status, output: stdout + stderr }
}
