import { fileURLToPath } from 'node:url'
import { expectations } from '../conformance/expectations.ts'
import type { Host } from '../conformance/hosts.ts'
import { bun, deno } from './binaries.ts'

/** The fixture on each runtime, and the requirement sets that it is held to there. */
export const runtimes: readonly Host[] = [
  onBun('Bun', './hosts/bun.ts'),
  onBun('Hono on Bun', './hosts/hono-bun.ts'),
  onBun('Bun, on a port of its own', '../conformance/hosts/plain.ts'),
  onDeno('Deno', './hosts/deno.ts'),
  onDeno('Hono on Deno', './hosts/hono-deno.ts'),
  onDeno('Deno, on a port of its own', '../conformance/hosts/plain.ts'),
  {
    name: 'workerd',
    command: process.execPath,
    args: [path('./hosts/workerd.ts')],
    // No process goes on between requests there, so there are no sessions.
    expectations: expectations.filter(({ revision }) => revision === '2026-07-28'),
  },
]

function onBun(name: string, program: string): Host {
  return { name, command: bun, args: ['--port=0', path(program)], expectations }
}

function onDeno(name: string, program: string): Host {
  return { name, command: deno, args: ['run', '--allow-net', '--allow-env', path(program)], expectations }
}

function path(program: string): string {
  return fileURLToPath(new URL(program, import.meta.url))
}
