import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
export const checkout = fileURLToPath(new URL('../../', import.meta.url))

export interface ProcessOptions {
  readonly folder?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Options of Node itself. */
  readonly node?: readonly string[]
  /** What Node runs. Default: the source of the command line. */
  readonly script?: string
}

export interface Finished {
  /** As a shell shows it: 128 and the signal's number where a signal ended the process. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A command line of Lintel as a process of its own: `await using` ends it with the scope. */
export class LintelProcess implements AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams
  readonly finished: Promise<Finished>
  stdout = ''
  stderr = ''

  constructor(
    args: readonly string[],
    { folder = checkout, environment = {}, node = [], script = main }: ProcessOptions = {},
  ) {
    this.child = spawn(process.execPath, [...node, script, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    })
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
    })
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    this.finished = once(this.child, 'close').then(([code, signal]) => ({
      code: (code as number | null) ?? 128 + constants.signals[signal as NodeJS.Signals],
      stdout: this.stdout,
      stderr: this.stderr,
    }))
  }

  /** Resolves when standard error (or output) holds a match; rejects when the process ends without. */
  async saw(pattern: RegExp, on: 'stderr' | 'stdout' = 'stderr'): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this[on])
      if (match) return match
      const more = once(this.child[on], 'data')
      const ended = this.finished.then(({ code, stderr }) => {
        throw new Error(`ended with ${code} before ${pattern}: ${stderr}`)
      })
      await Promise.race([more, ended])
    }
  }

  async url(): Promise<string> {
    return (await this.saw(/Endpoint +(http\S+)/))[1]!
  }

  /** Ends the process, should a failed test leave it running. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL')
    await this.finished
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Finished> {
    this.child.kill(signal)
    return this.finished
  }
}

/** Runs a command to its end. */
export function run(args: readonly string[], options?: ProcessOptions): Promise<Finished> {
  const started = new LintelProcess(args, options)
  started.child.stdin.end()
  return started.finished
}
