import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { spawnPinned } from './pin.ts'

export interface RunningServer {
  readonly url: string
  /** Resident memory in MB; undefined where the system does not tell. */
  memory(): Promise<number | undefined>
  /** Microseconds of processor time since its start, of all its threads; undefined where the system does not tell. */
  processorTime(): Promise<number | undefined>
  stop(): Promise<void>
}

/** Starts one of bench/servers; resolves when it printed its URL. */
export async function startServer(
  file: string,
  flags: readonly string[],
  runtime: string = process.execPath,
): Promise<RunningServer> {
  const path = fileURLToPath(new URL(`../servers/${file}`, import.meta.url))
  const child = spawnPinned('server', runtime, [path, ...flags], ['ignore', 'pipe', 'inherit'])
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()))
  if (child.stdout === null) throw new Error(`${file} has no stdout.`)
  const lines = createInterface({ input: child.stdout })
  const url = await Promise.race([
    new Promise<string>(resolve => lines.on('line', line => line.startsWith('http://') && resolve(line))),
    exited.then(() => {
      throw new Error(`${file} ended before it listened.`)
    }),
  ])
  return {
    url,
    memory: () => readMemory(child.pid),
    processorTime: () => readProcessorTime(child.pid),
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function readMemory(pid: number | undefined): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
}

/** Linux counts in hundredths of a second, user and system time apart. */
async function readProcessorTime(pid: number | undefined): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (stat === undefined) return undefined
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number)
  return ((user ?? 0) + (system ?? 0)) * 10_000
}
