import { fileURLToPath } from 'node:url'
import { type Expectations, expectations } from './expectations.ts'

/** A program that serves the fixture, prints the address of the endpoint on a line, and ends on SIGTERM. */
export interface Host {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** The requirement sets that it is held to. */
  readonly expectations: readonly Expectations[]
}

/** What `npm run conformance` runs the suite through. */
export const hosts: readonly Host[] = ['plain', 'express', 'express-json', 'fastify', 'hono'].map(onNode)

/** A program of `hosts/`, on this Node. */
function onNode(name: string): Host {
  const program = fileURLToPath(new URL(`./hosts/${name}.ts`, import.meta.url))
  return { name, command: process.execPath, args: [program], expectations }
}
