import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Installs what this folder's lock names, unless that is what is installed. No script of a package runs. */
const folder = import.meta.dirname
const wanted = readFileSync(join(folder, 'package-lock.json'), 'utf8')
const installed = join(folder, 'node_modules', '.installed-lock.json')

if (!existsSync(installed) || readFileSync(installed, 'utf8') !== wanted) {
  const { status } = spawnSync('npm ci --ignore-scripts', { cwd: folder, shell: true, stdio: 'inherit' })
  if (status === 0) writeFileSync(installed, wanted)
  else process.exitCode = 1
}
