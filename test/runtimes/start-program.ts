import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { bun, deno } from './binaries.ts'
import { Program } from './program.ts'
import { startWorkerd } from './start-workerd.ts'

export type Runtime = 'bun' | 'deno' | 'workerd'

export interface Started {
  readonly url: string
  readonly program: Program
}

/** Starts the program of a folder that is made for a runtime; it lasts as long as its test. */
export async function startProgram(t: TestContext, runtime: Runtime, folder = 'subject'): Promise<Started> {
  const file = (name: string) => fileURLToPath(new URL(`./${folder}/${name}.ts`, import.meta.url))
  if (runtime === 'workerd') {
    const { url, program, stop } = await startWorkerd(file('worker'))
    t.after(stop)
    return { url, program }
  }
  const program = runtime === 'bun' ? new Program(bun, [file('bun')]) : new Program(deno, ['run', '-A', file('deno')])
  t.after(() => program.stop())
  const [url] = await program.says(/http:\S+(?=\n)/)
  return { url, program }
}
