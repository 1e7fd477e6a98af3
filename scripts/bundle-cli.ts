import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bundledPackages } from './bundled-packages.ts'

/**
 * Puts the command line into a few files, its packages included: a client that starts `lintel serve --stdio` waits for
 * it, and most of that wait would go into finding and opening several hundred modules. It also keeps the packages that
 * only the command line needs out of what a user of the library installs. The library stays as it is.
 */
const root = fileURLToPath(new URL('..', import.meta.url))

const { metafile } = await build({
  absWorkingDir: root,
  // A worker is a program of its own; it is looked for beside the file that starts it.
  entryPoints: { main: 'dist/cli/main.js', 'match-worker': 'dist/toolkits/filesystem/matching/match-worker.js' },
  outdir: 'dist/bundle',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  sourcemap: false,
  // Names stay, so that a stack trace can be read.
  minifyWhitespace: true,
  metafile: true,
  // Installed beside the library in any case, and a megabyte.
  external: ['undici'],
  logLevel: 'warning',
  // Packages in the older module format ask for the builtin modules by require.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
})

const packages = new Set(
  Object.keys(metafile.inputs).flatMap(path => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
)
const { dependencies } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { readonly dependencies: object }
for (const name of packages) {
  if (name in dependencies || bundledPackages.includes(name)) continue
  throw new Error(`${name} would be published within the command line: add it to scripts/bundled-packages.ts.`)
}
const notices = [...packages].sort().map(name => `${name}\n\n${licenceOf(name)}`)
writeFileSync(
  `${root}/dist/bundle/LICENCES.txt`,
  `The files beside this one hold parts of these packages.\n\n${notices.join('\n\n')}`,
)
for (const folder of ['cli', 'config']) rmSync(`${root}/dist/${folder}`, { recursive: true })

function licenceOf(name: string): string {
  for (const file of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license']) {
    try {
      return readFileSync(`${root}/node_modules/${name}/${file}`, 'utf8')
    } catch {}
  }
  throw new Error(`${name} has no licence file: its notice has to be found before it is bundled.`)
}
