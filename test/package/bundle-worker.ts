import { gzipSync } from 'node:zlib'
import { build, type Metafile } from 'esbuild'

/** A program bundled for Cloudflare Workers. */
export interface WorkerBundle {
  readonly bytes: number
  readonly gzipped: number
  /** What runs when the Worker starts. */
  readonly atStart: Reached
  /** What only `import()` leads to: it is in the file, and runs if ever it is called for. */
  readonly later: Reached
}

export interface Reached {
  /** Paths from the folder of the program. */
  readonly modules: readonly string[]
  readonly builtins: readonly string[]
}

/** The server that is measured: one tool. */
export const oneToolServer = `import { createServer, z } from 'lintel'

const server = createServer({ name: 'echo', version: '1.0.0' })
server.tool('echo', {
  description: 'Says it again.',
  input: z.object({ text: z.string() }),
  run: ({ text }) => text,
})
export default { fetch: server.fetch }
`

/** Bundles as wrangler does: one minified file, with the conditions of workerd, and builtin modules left to the runtime. */
export async function bundleWorker(folder: string, program: string): Promise<WorkerBundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: folder, loader: 'ts', sourcefile: 'worker.ts' },
    absWorkingDir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  const { contents } = outputFiles[0]!
  const start = reach(metafile, false)
  const all = reach(metafile, true)
  const beyond = (every: readonly string[], known: readonly string[]) => every.filter(name => !known.includes(name))
  return {
    bytes: contents.length,
    gzipped: gzipSync(contents).length,
    atStart: start,
    later: { modules: beyond(all.modules, start.modules), builtins: beyond(all.builtins, start.builtins) },
  }
}

/**
 * The modules and builtins that the program leads to, through `import()` as well where asked. A module that the bundler
 * left out altogether is not counted. Builtins that a module imports at its top are imported at the top of the one file,
 * wherever the module stands.
 */
function reach({ inputs, outputs }: Metafile, dynamic: boolean): Reached {
  const [file] = Object.values(outputs)
  const modules = new Set<string>()
  const visit = (path: string): void => {
    if (modules.has(path)) return
    modules.add(path)
    for (const { path: next, external, kind } of inputs[path]?.imports ?? []) {
      if (!external && (dynamic || kind !== 'dynamic-import')) visit(next)
    }
  }
  visit('worker.ts')
  const builtins = file!.imports.filter(({ kind }) => dynamic || kind !== 'dynamic-import').map(({ path }) => path)
  return {
    modules: [...modules].filter(path => (file!.inputs[path]?.bytesInOutput ?? 0) > 0).sort(),
    builtins: [...new Set(builtins)].sort(),
  }
}
