import { type ChildProcess, spawn } from 'node:child_process'

/** A program that runs beside the test, and what it says on its output. */
export class Program {
  readonly #child: ChildProcess
  readonly #ended: Promise<void>
  #said = ''
  #wake = Promise.withResolvers<void>()

  constructor(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const env = { ...process.env, ...environment }
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
    this.#child = child
    this.#ended = new Promise(resolve => {
      child.once('close', () => resolve())
      child.once('error', () => resolve())
    })
    child.stdout.setEncoding('utf8').on('data', text => {
      this.#said += text
      this.#wake.resolve()
      this.#wake = Promise.withResolvers()
    })
  }

  get pid(): number {
    return this.#child.pid as number
  }

  /** Waits until it says this, and forgets everything up to there. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#said)
      if (found) {
        this.#said = this.#said.slice(found.index + found[0].length)
        return found
      }
      if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined)
        throw new Error(`It ended before it said ${pattern}: ${this.#said}`)
      await Promise.race([this.#wake.promise, this.#ended])
    }
  }

  /** Asks it to end; resolves to the code that it ended with, null where the signal itself ended it. */
  end(signal: 'SIGINT' | 'SIGTERM' = 'SIGTERM'): Promise<number | null> {
    this.#child.kill(signal)
    return this.ended()
  }

  /** Waits until it has ended by itself; resolves as `end` does. */
  async ended(): Promise<number | null> {
    await this.#ended
    return this.#child.exitCode
  }

  /** What it said since the last that was waited for. */
  get said(): string {
    return this.#said
  }

  /** Ends it at once: asked politely, workerd waits for streams whose clients left, which it learns at their next write. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }
}
