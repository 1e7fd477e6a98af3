import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { workerd } from './binaries.ts'
import { Program } from './program.ts'

export interface Workerd {
  readonly url: string
  readonly program: Program
  stop(): Promise<void>
}

/** Bundles a worker and serves it with workerd on a free port. */
export async function startWorkerd(entry: string): Promise<Workerd> {
  const folder = await mkdtemp(join(tmpdir(), 'lintel-workerd-'))
  await build({
    entryPoints: [entry],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*'],
    logLevel: 'warning',
  })
  await writeFile(join(folder, 'config.capnp'), config)
  // Events, such as the port that a socket got, are written to the control descriptor.
  const program = new Program(workerd, ['serve', join(folder, 'config.capnp'), '--control-fd=1'])
  const stop = async () => {
    await program.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const [, port] = await program.says(/"event":"listen".*"port":(\d+).*\n/)
    return { url: `http://localhost:${port}/mcp`, program, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .worker) ],
  sockets = [ (name = "http", address = "localhost:0", http = (), service = "main") ],
);
const worker :Workerd.Worker = (
  modules = [ (name = "worker", esModule = embed "worker.js") ],
  compatibilityDate = "2026-11-01",
);
`
