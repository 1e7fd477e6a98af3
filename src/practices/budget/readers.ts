import type { RunningCall } from '../../call.ts'
import { type Reads, readsFor } from '../../profiles/client-profiles.ts'

export function readsOf({ client, revision }: RunningCall): Reads {
  return knowsStructured(revision) ? readsFor(client.info?.name) : 'text'
}

/** Structured content came with 2025-06-18. */
export function knowsStructured(revision: string): boolean {
  return revision >= '2025-06-18'
}
