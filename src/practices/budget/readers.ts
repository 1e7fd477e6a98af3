import type { RunningCall } from '../../call.ts'

/** What of a tool's result a client hands to its model. */
export type Reads = 'text' | 'structured' | 'unknown'

/**
 * By the name that clients give themselves. Those that read structured content leave the text out where there is any;
 * the others leave structured content out. `mcp` is what the Python SDK says where its user says nothing.
 */
const known: ReadonlyMap<string, Reads> = new Map<string, Reads>([
  ['claude-code', 'structured'],
  ['cursor-vscode', 'structured'],
  ['claude-ai', 'text'],
  ['opencode', 'text'],
  ['mcp', 'text'],
])

export function readsOf({ client, revision }: RunningCall): Reads {
  if (!knowsStructured(revision)) return 'text'
  const name = client.info?.name
  return (typeof name === 'string' ? known.get(name) : undefined) ?? 'unknown'
}

/** Structured content came with 2025-06-18. */
export function knowsStructured(revision: string): boolean {
  return revision >= '2025-06-18'
}
