import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { workerd } from './binaries.ts'

export interface Workerd {
  readonly port: number
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
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'import'],
    external: ['node:*'],
  })
  await writeFile(join(folder, 'config.capnp'), config)
  // Events, such as the port that a socket got, are written to the control descriptor.
  const child = spawn(workerd, ['serve', join(folder, 'config.capnp'), '--control-fd=1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const port = await Promise.race([
    new Promise<number>(resolve => {
      let said = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const port = /"event":"listen"[^\n]*"port":(\d+)/.exec(said)?.[1]
        if (port !== undefined) resolve(Number(port))
      })
    }),
    exited.then(() => {
      throw new Error('workerd ended before it listened.')
    }),
  ])
  return {
    port,
    async stop() {
      // Asked to end, it waits for streams whose clients left, which it learns at their next write.
      child.kill('SIGKILL')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
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
