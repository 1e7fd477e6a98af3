import { isStateless, type Revision, revisions } from '../../../call.ts'
import { isJsonObject, type JsonObject } from '../../../json.ts'
import type { ListDialect, ListMethod } from '../../lists.ts'

/** The sessionful revisions, newest first. */
export const legacyRevisions = revisions.filter(revision => !isStateless(revision))
export const newestLegacy: Revision = '2025-11-25'

/** What an absent `MCP-Protocol-Version` header stands for (2025-11-25, "Protocol Version Header"). */
export const assumedRevision: Revision = '2025-03-26'

/** The revision that brought a field of a list entry; clients of older ones do not get it. */
const fieldSince: ReadonlyMap<string, Revision> = new Map<string, Revision>([
  ['icons', '2025-11-25'],
  ['title', '2025-06-18'],
  ['outputSchema', '2025-06-18'],
  ['_meta', '2025-06-18'],
  ['annotations', '2025-03-26'],
])

const dialects: ReadonlyMap<Revision, ListDialect> = new Map(
  legacyRevisions.map(revision => [revision, makeDialect(revision)]),
)

export function legacyDialect(revision: Revision): ListDialect {
  return dialects.get(revision) ?? (dialects.get(newestLegacy) as ListDialect)
}

export function isLegacyRevision(value: unknown): value is Revision {
  return (legacyRevisions as readonly unknown[]).includes(value)
}

function makeDialect(revision: Revision): ListDialect {
  const isKnown = ([key]: readonly [string, unknown]) => (fieldSince.get(key) ?? revision) <= revision
  return {
    revision,
    showEntry: (method, entry) =>
      inObjectTerms(method, Object.fromEntries(Object.entries(entry).filter(isKnown)) as JsonObject),
    wrapPage: page => page,
  }
}

/** Before 2026-07-28 an output schema describes an object; another one is not shown. */
function inObjectTerms(method: ListMethod, entry: JsonObject): JsonObject {
  const schema = entry.outputSchema
  if (method !== 'tools/list' || !isJsonObject(schema) || schema.type === 'object') return entry
  const { outputSchema, ...rest } = entry
  return rest
}
