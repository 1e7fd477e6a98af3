/** What differs between the examples, seen from outside. */
export interface Example {
  /** Its folder in `examples/`. */
  readonly name: string
  /** What it, or its host, writes once it serves. */
  readonly serves: RegExp
  /** How it ends when SIGTERM or SIGINT tells it to; undefined where it has nothing to end, as no process goes on between requests. */
  readonly ending?: { readonly code: number; readonly interrupted: number; readonly isReachable: boolean }
  /** Further arguments of its start. */
  readonly startArguments?: string
}

const program = { serves: /http:\S+\/mcp\n/, ending: { code: 0, interrupted: 0, isReachable: true } }

export const examples: readonly Example[] = [
  { name: 'express', ...program },
  { name: 'fastify', ...program },
  { name: 'hono', ...program },
  // Next closes its own listener at once, and answers with the code of the signal.
  { name: 'next', serves: /Ready in/, ending: { code: 143, interrupted: 130, isReachable: false } },
  { name: 'bun', ...program },
  { name: 'deno', ...program },
  // workerd tells of its sockets to whoever gives it a descriptor for that.
  { name: 'worker', serves: /"event":"listen"/, startArguments: '--control-fd=1' },
]
