import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The programs of the runtimes themselves: what their packages link needs a script at installation, or a Node between. */
export const bun = find('@oven/bun-*/bin/bun{,.exe}')
export const deno = find('@deno/*/deno{,.exe}')
export const workerd = find('@cloudflare/workerd-*/bin/workerd{,.exe}')

function find(pattern: string): string {
  const folder = fileURLToPath(new URL('./node_modules/', import.meta.url))
  const [found] = globSync(pattern, { cwd: folder })
  if (found === undefined) throw new Error(`${pattern} is not installed: npm run test:runtimes installs it.`)
  return folder + found
}
