import type { JsonObject } from '../json.ts'

/** Drawn at its first use: some hosts have no random values outside of a request. */
let marker: string | undefined

/** What stands in a key for a value that has no JSON of its own: nobody else can write it, or know its name. */
export function marked(kind: string, value: string | number): JsonObject {
  marker ??= globalThis.crypto.randomUUID()
  return { [marker]: [kind, value] }
}
