/** What differs between the examples, seen from outside. */
export interface Example {
  /** Its folder in `examples/`. */
  readonly name: string
  /** What it, or its host, writes once it serves. */
  readonly serves: RegExp
  /** Its process goes on between requests: it has sessions, and is asked to end. */
  readonly keepsProcess: boolean
  /** Further arguments of its start. */
  readonly startArguments?: string
}

const onNode = { serves: /http:\S+\/mcp\n/, keepsProcess: true }

export const examples: readonly Example[] = [
  { name: 'express', ...onNode },
  { name: 'fastify', ...onNode },
  { name: 'hono', ...onNode },
  { name: 'next', serves: /Ready in/, keepsProcess: true },
  { name: 'bun', ...onNode },
  { name: 'deno', ...onNode },
  // workerd tells of its sockets to whoever gives it a descriptor for that.
  { name: 'worker', serves: /"event":"listen"/, keepsProcess: false, startArguments: '--control-fd=1' },
]
