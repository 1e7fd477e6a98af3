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
  const prefix = `{"resultType":"complete","_meta":${JSON.stringify(serverMeta)}`
  return {
    revision: modernRevision,
    serverMeta,
    showEntry: (_method, entry) => entry,
    wrapPage: page => ({ resultType: 'complete', _meta: serverMeta, ...page, ttlMs: listTtlMs, cacheScope: 'private' }),
    complete(result) {
      const meta = result._meta
      if (meta !== undefined)
        return JSON.stringify({
          resultType: 'complete',
          ...result,
          _meta: { ...serverMeta, ...(meta as JsonObject) } as Json,
        })
      const text = JSON.stringify(result)
      return text === '{}' ? `${prefix}}` : `${prefix},${text.slice(1)}`
    },
  }
}
