import type { Json, JsonObject } from '../../../json.ts'
import type { ListDialect } from '../../lists.ts'
import { metaKeys } from '../../meta-keys.ts'

export const modernRevision = '2026-07-28'

/** What every result of this revision carries, as text to put in front of its own members. */
export interface ModernDialect extends ListDialect {
  /** `result` as the text of a complete result. */
  complete(result: JsonObject): string
  readonly serverMeta: JsonObject
}

/** Lists may be kept for this long: changes are told to who subscribes, others ask again. */
const listTtlMs = 0

export function modernDialect(serverInfo: JsonObject): ModernDialect {
  const serverMeta: JsonObject = { [metaKeys.serverInfo]: serverInfo }
  const open = `{"resultType":"complete","_meta":{${membersOf(serverMeta)}`
  return {
    revision: modernRevision,
    serverMeta,
    showEntry: (_method, entry) => entry,
    wrapPage: page => ({ resultType: 'complete', _meta: serverMeta, ...page, ttlMs: listTtlMs, cacheScope: 'private' }),
    complete(result) {
      const { _meta, resultType } = result
      const meta = _meta as JsonObject | undefined
      // What would stand there twice is rare, and put together member by member.
      if (resultType !== undefined || meta?.[metaKeys.serverInfo] !== undefined)
        return JSON.stringify({ ...result, resultType: 'complete', _meta: { ...serverMeta, ...meta } as Json })
      if (meta === undefined) return `${open}}${following(membersOf(result))}}`
      return `${open}${following(membersOf(meta))}}${following(membersOf({ ...result, _meta: undefined }))}}`
    },
  }
}

/** The members of an object as JSON, without its braces. */
function membersOf(value: Readonly<Record<string, Json | undefined>>): string {
  return JSON.stringify(value).slice(1, -1)
}

function following(members: string): string {
  return members === '' ? '' : `,${members}`
}
