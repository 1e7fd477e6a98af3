import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { text } from 'node:stream/consumers'

/** The path of an installed program. */
export function findTool(name: string): string | undefined {
  const { status, stdout } = spawnSync('which', [name], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

const cores = { server: '0', load: '1' } as const
const canPin = findTool('taskset') !== undefined && availableParallelism() > 1

/** Starts a program on the core of its role, where the machine has two and `taskset`. */
export function spawnPinned(
  role: keyof typeof cores,
  command: string,
  args: readonly string[],
  stdio: StdioOptions,
): ChildProcess {
  if (!canPin) return spawn(command, args, { stdio })
  return spawn('taskset', ['-c', cores[role], command, ...args], { stdio })
}

/** Runs a program to its end and returns what it printed. */
export async function runPinned(
  role: keyof typeof cores,
  command: string,
  args: readonly string[],
  input = '',
): Promise<string> {
  const child = spawnPinned(role, command, args, ['pipe', 'pipe', 'inherit'])
  child.stdin?.end(input)
  return child.stdout === null ? '' : text(child.stdout)
}
