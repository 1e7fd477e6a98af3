import { globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface InstalledPackage {
  readonly name: string
  readonly version: string
  readonly bytes: number
}

/** Every package below `node_modules` of a folder, the largest first; one that is there twice counts twice. */
export function measureInstall(folder: string): readonly InstalledPackage[] {
  const inside = (pattern: string) => globSync(pattern, { cwd: folder }).map(path => path.replaceAll('\\', '/'))
  const roots = inside('node_modules/**/package.json')
    .map(path => dirname(path))
    .filter(path => /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@]+$/.test(path))
  return roots
    .map(root => {
      const { name, version } = JSON.parse(readFileSync(join(folder, root, 'package.json'), 'utf8')) as Manifest
      const files = inside(`${root}/**/*`).filter(path => !path.slice(root.length).includes('/node_modules/'))
      const bytes = files
        .map(path => statSync(join(folder, path)))
        .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0)
      return { name, version, bytes }
    })
    .sort((a, b) => b.bytes - a.bytes)
}

interface Manifest {
  readonly name: string
  readonly version: string
}
