import { exec, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { must, npm } from '../../package/installed.ts'
import { root } from '../../structure/source-tree.ts'
import { bun, deno, workerd } from '../binaries.ts'
import { Program } from '../program.ts'
import type { Example } from './examples.ts'

export const token = 'a-token-for-the-test'

/** A copy of an example in a folder of its own, with the packed package and what else it asks for. */
export class InstalledExample {
  readonly #example: Example
  readonly #folder: string

  constructor(example: Example, tarball: string) {
    this.#example = example
    this.#folder = mkdtempSync(join(tmpdir(), `lintel-example-${example.name}-`))
    cpSync(join(root, 'examples', example.name), this.#folder, { recursive: true, filter: source => !isMade(source) })
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
    must(npm(['install', ...quiet, tarball], this.#folder))
  }

  /** Runs a script of the example that ends by itself, and which must end well. */
  run(script: 'build' | 'check'): void {
    const command = this.#scripts()[script]
    if (command !== undefined)
      must(spawnSync(command, { cwd: this.#folder, shell: true, encoding: 'utf8', env: this.#environment() }))
  }

  /** Starts the example; it serves once this resolves. */
  async start(): Promise<{ readonly program: Program; readonly origin: string }> {
    const port = await freePort()
    const program = this.startAt(port)
    await program.says(this.#example.serves)
    return { program, origin: `http://127.0.0.1:${port}` }
  }

  /** Starts the example at a port that may be taken. */
  startAt(port: number): Program {
    // The shell gives way to the program, so that a signal reaches it.
    const command = `cd "${this.#folder}" && exec ${this.#scripts()['start']} ${this.#example.startArguments ?? ''}`
    return new Program('sh', ['-c', command], this.#environment({ PORT: String(port), API_TOKEN: token }))
  }

  /** What the example prints before it starts. */
  announces(port: number): string {
    const environment = this.#environment({ PORT: String(port) })
    return spawnSync(this.#scripts()['prestart'] ?? ':', { shell: true, encoding: 'utf8', env: environment }).stdout
  }

  /** Runs the command by which its README calls it; resolves to what that prints. */
  callAsReadme(origin: string): Promise<string> {
    const text = readFileSync(join(this.#folder, 'README.md'), 'utf8')
    const [, line] = /^npx (lintel call .*)$/m.exec(text) ?? []
    const command = (line ?? '').replace('http://localhost:3000', origin).replace('--token secret', `--token ${token}`)
    return new Promise((resolve, reject) => {
      exec(command, { cwd: this.#folder, env: this.#environment() }, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      )
    })
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #scripts(): Readonly<Record<string, string>> {
    const manifest = readFileSync(join(this.#folder, 'package.json'), 'utf8')
    return (JSON.parse(manifest) as { readonly scripts: Readonly<Record<string, string>> }).scripts
  }

  #environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    // workerd's own package starts it through Node unless its scripts ran, and Node would get the signals.
    const runtimes = [bun, deno, workerd, process.execPath].map(program => dirname(program))
    const own = join(this.#folder, 'node_modules', '.bin')
    const path = [...runtimes, own, process.env['PATH']].join(delimiter)
    return { ...(process.env as Record<string, string>), PATH: path, NEXT_TELEMETRY_DISABLED: '1', ...more }
  }
}

/** What is left in an example's folder where somebody ran it there. */
function isMade(path: string): boolean {
  return /[\\/](?:node_modules|\.next|out|package-lock\.json)$/.test(path)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { readonly port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}
