import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

export interface SourceFile {
  /** From the repository's root, with forward slashes: `src/wire/encode.ts`. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
}

export interface Import {
  /** As written: a package, a `node:` module, or a relative path. */
  readonly specifier: string
  /** What a relative specifier leads to, from the repository's root. */
  readonly path: string | undefined
  /** Erased when the program runs. */
  readonly typeOnly: boolean
  /** `import()`, which loads its module when it is reached. */
  readonly dynamic: boolean
}

/** The TypeScript files below `folder`, tests included, in the order of their paths. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  return listFiles(`${folder}/**/*.ts`).map(path => {
    const text = readText(path)
    return { path, text, imports: importsOf(path, text) }
  })
}

export function listFiles(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: root, exclude: path => path.includes('node_modules') })
    .map(path => path.replaceAll('\\', '/'))
    .sort()
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** A test, or the `testbed.ts` that the tests of a folder share. */
export function isTest({ path }: SourceFile): boolean {
  return path.endsWith('.test.ts') || path.endsWith('/testbed.ts')
}

const fromClause = /^\s*(?:import|export)(\s+type)?\s[^'"=;(]*?from\s*['"]([^'"]+)['"]/gm
const sideEffect = /^\s*import\s*['"]([^'"]+)['"]/gm
const dynamicImport = /\bimport\(\s*['"]([^'"]+)['"]/g

/** The imports of a file whose text is known: static, for types only, and dynamic. */
export function importsOf(path: string, text: string): readonly Import[] {
  const found = (specifier: string, typeOnly: boolean, dynamic: boolean): Import => ({
    specifier,
    path: specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined,
    typeOnly,
    dynamic,
  })
  return [
    ...[...text.matchAll(fromClause)].map(match => found(match[2]!, match[1] !== undefined, false)),
    ...[...text.matchAll(sideEffect)].map(match => found(match[1]!, false, false)),
    ...[...text.matchAll(dynamicImport)].map(match => found(match[1]!, false, true)),
  ]
}
