import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bundledPackages } from '../../scripts/bundled-packages.ts'
import { bundled, choosesParts, contracts, entries, folderOf, importable, portableBuiltins, shared } from './folders.ts'
import { type Import, isTest, readText, type SourceFile, sourceFiles } from './source-tree.ts'

const files = sourceFiles('src').filter(file => !isTest(file))
const manifest = JSON.parse(readText('package.json')) as Record<string, object>
const byPath = new Map(files.map(file => [file.path, file]))

test('every folder of src has a row in the table of contracts, and every contract is a file', () => {
  const folders = new Set(files.map(file => folderOf(file.path)).filter(folder => folder !== undefined))
  assert.deepEqual(
    [...folders].filter(folder => !(folder in contracts)),
    [],
  )
  const named = Object.entries(contracts).flatMap(([folder, names]) => names.map(name => `src/${folder}/${name}`))
  assert.deepEqual(
    named.filter(path => !byPath.has(path)),
    [],
  )
})

test('a folder imports from another folder only its contract', () => {
  const strangers = files
    .filter(file => !choosesParts(file.path))
    .flatMap(file => crossings(file).map(path => `${file.path} imports ${path}`))
  assert.deepEqual(strangers, [])
})

test('a protocol revision is imported only within wire, and never by another revision', () => {
  const revision = (path: string) => /^src\/wire\/revisions\/([^/]+)\//.exec(path)?.[1]
  const strangers = files.flatMap(file =>
    file.imports
      .filter(
        ({ path }) => path !== undefined && revision(path) !== undefined && revision(path) !== revision(file.path),
      )
      .filter(() => !file.path.startsWith('src/wire/') || revision(file.path) !== undefined)
      .filter(() => !['src/server.ts', 'src/serve-http.ts'].includes(file.path))
      .map(({ path }) => `${file.path} imports ${path}`),
  )
  assert.deepEqual(strangers, [])
})

test('a package or a builtin module is imported only where the table allows it', () => {
  const strangers = files.flatMap(file =>
    file.imports
      .filter(({ path }) => path === undefined)
      .filter(({ specifier }) => !places(specifier).some(place => within(file.path, place)))
      .map(({ specifier }) => `${file.path} imports ${specifier}`),
  )
  assert.deepEqual(strangers, [])
})

test('a dependency is what the published library imports; what only the command line imports is bundled into it', () => {
  const { dependencies, devDependencies, peerDependencies } = manifest
  const isBundled = (file: SourceFile) => bundled.some(folder => within(file.path, folder))
  const packagesOf = (of: readonly SourceFile[]) =>
    new Set(of.flatMap(f => f.imports.filter(isPackage).map(packageName)))
  const library = packagesOf(files.filter(file => !isBundled(file)))
  const commandLine = packagesOf(files.filter(isBundled))
  assert.deepEqual(Object.keys({ ...dependencies, ...peerDependencies }).sort(), [...library].sort())
  const own = [...commandLine].filter(name => !library.has(name)).sort()
  assert.deepEqual(own, [...bundledPackages].sort())
  assert.deepEqual(
    own.filter(name => !(name in (devDependencies ?? {}))),
    [],
    'missing in the build',
  )
})

test('of a framework that the application brings, the source imports types alone', () => {
  const { dependencies, peerDependencies, peerDependenciesMeta } = manifest
  const frameworks = Object.keys(peerDependencies ?? {})
  assert.deepEqual(Object.keys(peerDependenciesMeta ?? {}), frameworks, 'none of them is required')
  assert.deepEqual(
    frameworks.filter(name => name in (dependencies ?? {})),
    [],
  )
  const loaded = files.flatMap(file => loads(file).filter(isPackage).map(packageName))
  assert.deepEqual(
    frameworks.filter(name => loaded.includes(name)),
    [],
  )
})

test('the library imports nothing of what is published only within the command line', () => {
  const published = new Set(entries().flatMap(entry => [...reachable(entry, file => file.imports)]))
  assert.deepEqual(
    [...published].filter(path => bundled.some(folder => within(path, folder))),
    [],
  )
})

test('files do not import each other in a circle, types aside', () => {
  assert.deepEqual(circles(), [])
})

test("import 'lintel' loads no builtin module that another host lacks", () => {
  const loaded = reachable('src/index.ts')
  const strangers = [...loaded].flatMap(path =>
    loads(byPath.get(path)!)
      .filter(({ specifier }) => specifier.startsWith('node:') && !portableBuiltins.includes(specifier))
      .map(({ specifier }) => `${path} loads ${specifier}`),
  )
  assert.deepEqual(strangers, [])
})

test('every entry that the package exports has a source', () => {
  assert.deepEqual(
    entries().filter(path => !byPath.has(path)),
    [],
  )
})

/** What `file` imports of other folders beyond their contracts. */
function crossings(file: SourceFile): readonly string[] {
  const own = folderOf(file.path)
  return file.imports.flatMap(({ path }) => {
    if (path === undefined || shared.includes(path)) return []
    const folder = folderOf(path)
    if (folder === own && folder !== undefined) return []
    const contract = folder !== undefined && contracts[folder]?.some(name => path === `src/${folder}/${name}`)
    return contract ? [] : [path]
  })
}

function places(specifier: string): readonly string[] {
  if (specifier.startsWith('node:')) return [...(importable[specifier] ?? []), 'src/cli/']
  return importable[packageName({ specifier })] ?? []
}

function within(path: string, place: string): boolean {
  return place.endsWith('/') ? path.startsWith(place) : path === place
}

function isPackage({ path, specifier }: Import): boolean {
  return path === undefined && !specifier.startsWith('node:')
}

function packageName({ specifier }: Pick<Import, 'specifier'>): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** The imports that run before the file itself does. */
function loads(file: SourceFile): readonly Import[] {
  return file.imports.filter(({ typeOnly, dynamic }) => !typeOnly && !dynamic)
}

/** What `follow` leads to from an entry: by default, what runs before the entry does. */
function reachable(entry: string, follow = loads, seen = new Set<string>()): ReadonlySet<string> {
  const file = byPath.get(entry)
  if (file === undefined || seen.has(entry)) return seen
  seen.add(entry)
  for (const { path } of follow(file)) if (path !== undefined) reachable(path, follow, seen)
  return seen
}

function circles(): readonly string[] {
  const found: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
      return
    }
    const file = byPath.get(path)
    if (file === undefined || done.has(path)) return
    for (const { path: next } of loads(file)) if (next !== undefined) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of byPath.keys()) visit(path, [])
  return found
}
