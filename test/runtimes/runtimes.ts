import { fileURLToPath } from 'node:url'
import { expectations } from '../conformance/expectations.ts'
import type { Host } from '../conformance/hosts.ts'
import { bun, deno } from './binaries.ts'

/** The fixture on each runtime, and the requirement sets that it is held to there. */
export const runtimes: readonly Host[] = [
  { name: 'bun', command: bun, args: ['--port=0', program('bun')], expectations },
  { name: 'deno', command: deno, args: ['run', '--allow-all', program('deno')], expectations },
  {
    name: 'workerd',
    command: process.execPath,
    args: [program('workerd')],
    // No process goes on between requests there, so there are no sessions.
    expectations: expectations.filter(({ revision }) => revision === '2026-07-28'),
  },
]

function program(name: string): string {
  return fileURLToPath(new URL(`./hosts/${name}.ts`, import.meta.url))
}
