import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../structure/source-tree.ts'
import type { Installed } from './installed.ts'

export const resolutions = ['nodenext', 'bundler'] as const

/** Whose types the program has: Node's, or the web's alone, as on a Worker. */
export const platforms = ['Node', 'the web'] as const

type Resolution = (typeof resolutions)[number]
type Platform = (typeof platforms)[number]

/**
 * What the compiler says of a server that uses every entry of the installed package, declarations included: nothing where
 * all is well. One line of the server is wrong, and marked so: a compiler that sees no types says that nothing is wrong there.
 * Fastify stands beside it meanwhile, as it does for who uses that entry.
 */
export function typeCheck(installed: Installed, tsc: string, resolution: Resolution, platform: Platform): string {
  const name = `${resolution}-${platform.replace(' ', '-')}`
  const options = {
    ...(platform === 'Node'
      ? { lib: ['es2024'], types: ['node'], typeRoots: [join(root, 'node_modules', '@types')] }
      : { lib: ['es2024', 'dom'], types: [] }),
    target: 'es2024',
    module: resolution === 'bundler' ? 'esnext' : resolution,
    moduleResolution: resolution,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    skipLibCheck: false,
    noEmit: true,
  }
  const project = { compilerOptions: options, files: [`${name}.ts`] }
  writeFileSync(join(installed.folder, `tsconfig.${name}.json`), JSON.stringify(project))
  writeFileSync(join(installed.folder, `${name}.ts`), program(platform))
  const fastify = join(installed.folder, 'node_modules', 'fastify')
  symlinkSync(join(root, 'node_modules', 'fastify'), fastify, 'junction')
  try {
    const run = spawnSync(process.execPath, [tsc, '-p', `tsconfig.${name}.json`], {
      cwd: installed.folder,
      encoding: 'utf8',
    })
    return run.stdout + run.stderr
  } finally {
    rmSync(fastify)
  }
}

/** A server of ten lines, with every entry that is for the platform imported beside it. */
function program(platform: Platform): string {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly exports: object }
  const entries = Object.keys(exports).filter(name => !name.endsWith('.json'))
  const imported = entries.filter(name => platform === 'Node' || name !== './fastify')
  return `import { createServer, z } from 'lintel'
${imported.map((name, at) => `import * as entry${at} from 'lintel${name.slice(1)}'`).join('\n')}

export const entries = [${imported.map((_, at) => `entry${at}`).join(', ')}]
const server = createServer({ name: 'weather', version: '1.0.0' })
server.tool('get_forecast', {
  description: 'Weather forecast for a city.',
  input: z.object({ city: z.string() }),
  output: z.object({ city: z.string(), high: z.number() }),
  run: ({ city }) => ({ city, high: city.length }),
})
// @ts-expect-error No tool goes without a description.
server.tool('get_nothing', { run: () => 'nothing' })
const answer: Promise<Response> = server.fetch(new Request('http://localhost/mcp'))
export default { fetch: server.fetch, answer }
`
}
