import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundledPackages } from './bundled-packages.ts'

/** Licences under which a package may be in the tree of a MIT package. */
const allowed = [
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
]

/** Further licences for tools that no user of the package receives. */
const allowedInDevelopment = [...allowed, 'MPL-2.0']

/** Packages that name no SPDX licence, with the one that their project states. */
const stated: Readonly<Record<string, string>> = {
  '@modelcontextprotocol/inspector': 'Apache-2.0',
  '@modelcontextprotocol/server-filesystem': 'Apache-2.0',
}

export interface LicenceReport {
  readonly checked: number
  readonly refused: readonly string[]
}

/** Reads the licence of every installed package, those of the platform's own binaries included. */
export function checkLicences(root: string): LicenceReport {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock
  const refused: string[] = []
  let checked = 0
  for (const path of globSync(['node_modules/**/package.json'], { cwd: root })) {
    const folder = dirname(path).replaceAll('\\', '/')
    if (!/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@]+$/.test(folder)) continue
    const { name, version, license } = JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest
    if (name === undefined || version === undefined) continue
    checked++
    const licence = stated[name] ?? (typeof license === 'object' ? license.type : license) ?? 'none'
    // What the lock does not know was brought by a tool while it was installed.
    const development = (packages[folder]?.dev ?? true) && !bundledPackages.includes(name)
    if (!permits(licence, development ? allowedInDevelopment : allowed)) refused.push(`${name}@${version}: ${licence}`)
  }
  return { checked, refused }
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean } | undefined>>
}

interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly license?: string | { readonly type: string }
}

/** Reads an SPDX expression of alternatives: one that is allowed is enough, and each part of an AND must be. */
function permits(expression: string, list: readonly string[]): boolean {
  return expression
    .replace(/[()]/g, '')
    .split(' OR ')
    .some(choice => choice.split(' AND ').every(licence => list.includes(licence.trim())))
}

if (import.meta.main) {
  const { checked, refused } = checkLicences(join(dirname(fileURLToPath(import.meta.url)), '..'))
  console.log(`${checked} licences checked, ${refused.length} refused`)
  for (const line of refused) console.error(`  ${line}`)
  if (checked === 0 || refused.length > 0) process.exitCode = 1
}
