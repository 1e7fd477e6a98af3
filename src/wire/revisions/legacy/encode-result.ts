import type { Outcome, Revision } from '../../../call.ts'
import { type RpcFailure, rpcFailure } from '../../../errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { encodeFailure, encodeResult } from '../../encode.ts'
import type { RequestId } from '../../jsonrpc.ts'

/** The answer to a 2025-era request as JSON text. */
export function encodeOutcome(id: RequestId, method: string, revision: Revision, outcome: Outcome): string {
  switch (outcome.kind) {
    case 'encoded':
      return encodeResult(id, outcome.json)
    case 'result':
      return encodeResult(id, JSON.stringify(downgrade(method, revision, outcome.result)))
    case 'failure':
      return encodeFailure(id, legacyFailure(outcome.failure))
    case 'value':
    case 'input_required':
      return encodeFailure(id, rpcFailure('INTERNAL_ERROR'))
  }
}

/** "Resource not found" had a code of its own until 2025-11-25. */
function legacyFailure(failure: RpcFailure): RpcFailure {
  return failure.code === 'RESOURCE_NOT_FOUND' ? { ...failure, rpc: -32002 } : failure
}

/** Leaves out of a result what its revision does not know. */
function downgrade(method: string, revision: Revision, result: JsonObject): JsonObject {
  if (method === 'resources/read') {
    const { ttlMs, cacheScope, ...rest } = result
    return rest
  }
  if (method !== 'tools/call' || revision === '2025-11-25') return result
  const { structuredContent, ...rest } = result
  const kept = revision === '2025-06-18' ? result : rest
  const blocks = kept.content
  return Array.isArray(blocks) ? { ...kept, content: blocks.map(block => downgradeBlock(revision, block)) } : kept
}

/** Resource links came with 2025-06-18, audio with 2025-03-26; before, a text says what is there. */
function downgradeBlock(revision: Revision, block: Json): Json {
  if (!isJsonObject(block)) return block
  if (block.type === 'resource_link' && revision < '2025-06-18')
    return { type: 'text', text: `${block.name}: ${block.uri}` }
  if (block.type === 'audio' && revision < '2025-03-26')
    return { type: 'text', text: `Audio (${block.mimeType}), which this client cannot receive` }
  return block
}
