import { bundleWorker, oneToolServer } from './bundle-worker.ts'
import { packAndInstall } from './installed.ts'
import { installedBytesLimit, packagesLimit, workerBytesLimit } from './limits.ts'
import { measureInstall } from './measure-install.ts'

/** Prints what a user of the library installs, and what a Worker with one tool weighs. */
const installed = packAndInstall()
try {
  const packages = measureInstall(installed.folder)
  const total = packages.reduce((sum, { bytes }) => sum + bytes, 0)
  console.log(`installed: ${kilobytes(total)} in ${packages.length} packages`)
  console.log(`  (at most ${kilobytes(installedBytesLimit)} in ${packagesLimit})`)
  for (const { name, version, bytes } of packages) console.log(row(`${name}@${version}`, bytes))

  const zodOfItsOwn = oneToolServer
    .replace('{ createServer, z }', '{ createServer }')
    .replace(/^/, "import * as z from 'zod'\n")
  const programs = {
    'one-tool server': oneToolServer,
    'the same with raw JSON Schema': oneToolServer
      .replace(/z\.object.*$/m, "jsonSchema({ type: 'object' }),")
      .replace('z }', 'jsonSchema }'),
    "the same with `import * as z from 'zod'`": zodOfItsOwn,
    '`z` alone': "import { z } from 'lintel'\nexport { z }\n",
  }
  console.log('\nbundled for Cloudflare Workers, minified and compressed by gzip')
  console.log(`  (the first at most ${kilobytes(workerBytesLimit)})`)
  for (const [name, program] of Object.entries(programs)) {
    console.log(row(name, (await bundleWorker(installed.folder, program)).gzipped))
  }
  const { atStart, later } = await bundleWorker(installed.folder, oneToolServer)
  console.log(`\n${atStart.modules.length} modules run at start; builtin: ${atStart.builtins.join(', ')}`)
  console.log(`${later.modules.length} only behind import(); builtin: ${later.builtins.join(', ')}`)
  for (const path of later.modules) console.log(`  ${path}`)
} finally {
  installed.remove()
}

function row(name: string, bytes: number): string {
  return `  ${name.padEnd(44)} ${kilobytes(bytes).padStart(10)}`
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toLocaleString('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 })} kB`
}
