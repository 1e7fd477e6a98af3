import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { root } from '../structure/source-tree.ts'
import { bundleWorker, oneToolServer } from './bundle-worker.ts'
import { importEffects } from './import-effects.ts'
import { must, npm, packAndInstall } from './installed.ts'
import { installedBytesLimit, leanWorkerBytesLimit, packagesLimit, workerBytesLimit } from './limits.ts'
import { measureInstall } from './measure-install.ts'
import { platforms, resolutions, typeCheck } from './type-check.ts'

const installed = packAndInstall()
after(() => installed.remove())

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string
  readonly sideEffects: readonly string[]
  readonly dependencies: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}
const library = join(installed.folder, 'node_modules', 'lintel')
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const command = join(library, 'bin', 'lintel.js')

const server = `import { createServer, z } from 'lintel'

const server = createServer({ name: 'weather', version: '1.0.0' })
server.tool('get_forecast', {
  description: 'Weather forecast for a city.',
  input: z.object({ city: z.string() }),
  output: z.object({ city: z.string(), high: z.number() }),
  run: ({ city }) => ({ city, high: city.length }),
})
const { url } = await server.listen({ port: 0 })
console.log(url)
`

test('the package holds the program, its sources and its papers, and nothing else', () => {
  const { files, unpackedBytes } = installed
  const papers = ['ARCHITECTURE', 'CHANGELOG', 'CONTRIBUTING', 'README', 'SECURITY'].map(name => `${name}.md`)
  papers.push('LICENSE', 'package.json', 'bin/lintel.js')
  assert.deepEqual(
    papers.filter(path => !files.includes(path)),
    [],
    'missing',
  )
  assert.deepEqual(
    files.filter(path => !papers.includes(path) && !/^(?:dist|docs|examples|src)\//.test(path)),
    [],
    'superfluous',
  )
  assert.deepEqual(
    files.filter(path => path.includes('.test.')),
    [],
    'tests',
  )
  assert.ok(unpackedBytes < 5_500_000, `${unpackedBytes} bytes`)
})

test('no link of the README leads nowhere in the package', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const targets = [...readme.matchAll(/\]\((?!\w+:)([^)#]+)/g)].map(match => match[1]!)
  assert.ok(targets.includes('docs/write-a-server.md'))
  assert.deepEqual(
    targets.filter(target => !installed.files.includes(target)),
    [],
  )
})

test('every module of the library has its types, its map and the source that the map names', () => {
  const files = new Set(installed.files)
  const modules = installed.files.filter(isLibrary)
  assert.ok(modules.length > 50, `${modules.length} modules`)
  const missing = modules.flatMap(path => {
    const map = JSON.parse(readFileSync(join(library, `${path}.map`), 'utf8')) as {
      readonly sources: readonly string[]
    }
    const sources = map.sources.map(source => posix.join(posix.dirname(path), source))
    const needed = [`${path}.map`, path.replace(/js$/, 'd.ts'), path.replace(/js$/, 'd.ts.map'), ...sources]
    return needed.filter(file => !files.has(file))
  })
  assert.deepEqual(missing, [])
})

test('every entry that the package exports is there, and loads', () => {
  for (const [name, target] of Object.entries(manifest.exports)) {
    for (const path of typeof target === 'string' ? [target] : Object.values(target)) {
      assert.ok(installed.files.includes(path.replace('./', '')), `${name}: ${path}`)
    }
    if (typeof target === 'string') continue
    const load = `await import('lintel${name.slice(1)}')`
    for (const condition of Object.keys(target).filter(key => key !== 'types')) {
      must(node([...(condition === 'default' ? [] : ['--conditions', condition]), '--input-type=module', '-e', load]))
    }
  }
})

for (const resolution of resolutions) {
  for (const platform of platforms) {
    test(`a server and every entry pass TypeScript 7, declarations included: ${resolution}, types of ${platform}`, () => {
      assert.equal(typeCheck(installed, tsc, resolution, platform), '')
    })
  }
}

test('a server of ten lines answers', { timeout: 60_000 }, async () => {
  writeFileSync(join(installed.folder, 'server.ts'), server)
  const child = spawn(process.execPath, ['server.ts'], { cwd: installed.folder, stdio: ['ignore', 'pipe', 'pipe'] })
  try {
    let noise = ''
    child.stderr.setEncoding('utf8').on('data', text => {
      noise += text
    })
    const first = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
    const url = String(first.value)
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/mcp$/, noise)
    const params = { name: 'get_forecast', arguments: { city: 'Oslo' } }
    const answer = (await post(url, { jsonrpc: '2.0', id: 1, method: 'tools/call', params })) as {
      readonly result?: { readonly structuredContent: object }
    }
    assert.deepEqual(answer.result?.structuredContent, { city: 'Oslo', high: 4 }, JSON.stringify(answer))
    assert.doesNotMatch(noise, /ExperimentalWarning/)
  } finally {
    child.kill()
  }
})

test('npx runs the command that the package brings', () => {
  const { stdout } = must(npm(['exec', '--offline', '--', 'lintel', '--version'], installed.folder))
  assert.equal(stdout.trim(), manifest.version)
  const help = must(node([command, '--help'])).stdout
  assert.match(help, /\bserve\b/)
})

test('serve without a configuration says what to write, and exits with 2', () => {
  const { status, stderr } = node([command, 'serve'])
  assert.equal(status, 2, stderr)
  assert.match(stderr, /lintel\.yaml/)
})

test('a Node that is too old gets one sentence and exit code 2', () => {
  const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })"
  const { status, stdout, stderr } = node(['--import', `data:text/javascript,${encodeURIComponent(old)}`, command])
  assert.equal(status, 2)
  assert.equal(stdout, '')
  assert.match(stderr, /^lintel needs Node 24 or newer, and this is 20\.20\.2\. [^\n]+\n$/)
})

test('the build leaves nothing of a source that is gone', () => {
  const sources = installed.files.filter(isLibrary).map(path => path.replace(/^dist/, 'src').replace(/js$/, 'ts'))
  assert.deepEqual(
    sources.filter(path => !existsSync(join(root, path))),
    [],
  )
})

test('the command line stands in files of its own, with the licences of the packages that went into them', () => {
  const notices = readFileSync(join(library, 'dist/bundle/LICENCES.txt'), 'utf8')
  assert.ok(installed.files.includes('dist/bundle/LICENCES.txt'))
  for (const name of ['commander', 'yaml', 'zod']) assert.match(notices, new RegExp(`^${name}$`, 'm'))
  assert.deepEqual(
    installed.files.filter(path => /^(?:dist|src)\/(?:cli|config)\//.test(path)),
    [],
  )
})

test(`the library installs at most ${packagesLimit} packages and ${installedBytesLimit / 1e6} MB`, t => {
  const packages = measureInstall(installed.folder)
  const bytes = packages.reduce((sum, each) => sum + each.bytes, 0)
  t.diagnostic(`${packages.length} packages, ${bytes} bytes`)
  assert.ok(packages.some(({ name }) => name === 'lintel'))
  assert.ok(packages.length <= packagesLimit, packages.map(({ name }) => name).join())
  assert.ok(bytes <= installedBytesLimit, `${bytes} bytes`)
})

test(`a Worker with one tool weighs at most ${workerBytesLimit / 1000} kB, and loads nothing that Workers lack`, async t => {
  const { gzipped, atStart, later } = await bundleWorker(installed.folder, oneToolServer)
  t.diagnostic(`${gzipped} bytes; ${atStart.modules.length} modules at start`)
  assert.ok(gzipped <= workerBytesLimit, `${gzipped} bytes`)
  assert.deepEqual(atStart.builtins, ['node:crypto', 'node:diagnostics_channel'])
  const lean = oneToolServer.replace(
    "import { createServer, z } from 'lintel'",
    "import { createServer } from 'lintel'\nimport * as z from 'zod'",
  )
  const leaner = (await bundleWorker(installed.folder, lean)).gzipped
  t.diagnostic(`${leaner} bytes with zod imported by its own name`)
  assert.ok(leaner <= leanWorkerBytesLimit, `${leaner} bytes`)
  const packages = new Set(
    atStart.modules.flatMap(path => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  )
  assert.deepEqual([...packages].sort(), ['lintel', 'zod'])
  assert.deepEqual(
    atStart.modules.filter(path => /\/lintel\/dist\/(?:toolkits|wire\/stdio|bundle)\/|\/locales\/(?!en\.)/.test(path)),
    [],
  )
  assert.deepEqual(later.builtins, [])
  assert.deepEqual(
    later.modules.filter(path => !/\/lintel\/dist\/(?:wire\/(?:hosts|stdio)|outbound|telemetry|lint)\//.test(path)),
    [],
  )
})

test('a Worker that asks for the filesystem toolkit gets the sentence in its place, and no module of it', async () => {
  const program = "export { filesystem } from 'lintel/toolkits/filesystem'\n"
  const { atStart, later } = await bundleWorker(installed.folder, program)
  assert.deepEqual(
    atStart.modules.map(path => path.replace('node_modules/lintel/dist/', '')),
    // Of the errors, a second file of their table.
    ['call-errors.js', 'errors.js', 'toolkits/filesystem/workerd.js'],
  )
  assert.deepEqual([atStart.builtins, later.modules], [[], []])
})

test('importing a module changes nothing, but for those that the package names as having effects', () => {
  const named = manifest.sideEffects.map(pattern => pattern.replace('./', ''))
  const isNamed = (path: string) => named.some(pattern => posix.matchesGlob(path, pattern))
  for (const pattern of named)
    assert.ok(
      installed.files.some(path => posix.matchesGlob(path, pattern)),
      pattern,
    )
  const pure = installed.files.filter(path => path.endsWith('.js') && !isNamed(path))
  assert.ok(pure.length > 100)
  const packages = [...Object.keys(manifest.dependencies), 'node:http', 'node:worker_threads']
  const paths = (files: readonly string[]) => files.map(path => `./node_modules/lintel/${path}`)
  assert.equal(importEffects(installed.folder, paths(pure), packages), '')
  const witness = 'data:text/javascript,globalThis.witness = process.on("SIGUSR2", () => {})'
  assert.match(
    importEffects(installed.folder, [witness], packages),
    /changes globalThis\.witness\n.*changes process\.on SIGUSR2/,
  )
})

/** A module of the library; the command line is bundled beside it. */
function isLibrary(path: string): boolean {
  return /^dist\/(?!bundle\/).*\.js$/.test(path)
}

function node(args: readonly string[]) {
  return spawnSync(process.execPath, args, { cwd: installed.folder, encoding: 'utf8' })
}

interface ToolRequest {
  readonly jsonrpc: '2.0'
  readonly id: number
  readonly method: string
  readonly params: { readonly name: string; readonly arguments: object }
}

/** One request in the manner of revision 2026-07-28, which needs no session. */
async function post(url: string, message: ToolRequest) {
  const revision = '2026-07-28'
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': revision,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': revision,
      'mcp-method': message.method,
      'mcp-name': message.params.name,
    },
    body: JSON.stringify({ ...message, params: { ...message.params, _meta } }),
  })
  return response.json()
}
