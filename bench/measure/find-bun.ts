import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The program of the package that `npm run test:runtimes` installs. */
export function findBun(): string | undefined {
  const folder = fileURLToPath(new URL('../../test/runtimes/node_modules/', import.meta.url))
  const [found] = globSync('@oven/bun-*/bin/bun{,.exe}', { cwd: folder })
  return found === undefined ? undefined : folder + found
}
