import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { bundledPackages } from './bundled-packages.ts'

/**
 * Fails on a known weakness of what users install, at `high` or above; what is bundled into the command line counts, and
 * npm lists that among the development dependencies. Where nobody can be asked, it says so and goes on.
 */
const { stdout, error } = spawnSync('npm audit --json', { shell: true, encoding: 'utf8', timeout: 60_000 })
const report = parse<AuditReport>(stdout)
const { packages } = parse<Lock>(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))!

if (error || !report?.vulnerabilities) {
  console.log('npm audit: the service could not be reached; nothing was checked')
} else {
  const known = Object.values(report.vulnerabilities).filter(({ nodes }) => nodes.some(reachesUsers))
  const grave = known.filter(({ severity }) => severity === 'high' || severity === 'critical')
  const names = grave.map(({ name, severity }) => `${name} (${severity})`)
  console.log(`npm audit: ${known.length} known weaknesses in what users install, ${names.length} grave`, ...names)
  if (grave.length > 0) process.exitCode = 1
}

/** Whether a folder of node_modules holds what a user installs, or runs within the command line. */
function reachesUsers(folder: string): boolean {
  return packages[folder]?.dev !== true || bundledPackages.some(name => folder === `node_modules/${name}`)
}

interface AuditReport {
  readonly vulnerabilities?: Readonly<Record<string, Weakness>>
}

interface Weakness {
  readonly name: string
  readonly severity: string
  /** The folders of node_modules that it stands in. */
  readonly nodes: readonly string[]
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean } | undefined>>
}

function parse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T
  } catch {
    return undefined
  }
}
