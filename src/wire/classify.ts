import { isStateless } from '../call.ts'
import { type RpcFailure, rpcFailure } from '../errors.ts'
import { isJsonObject } from '../json.ts'
import { claimedVersion, claimsEnvelope, findEnvelopeIssue, metaOf } from './envelope.ts'
import { isAnswer, isNotification, isRequest, type RpcNotification, type RpcRequest } from './jsonrpc.ts'
import { metaKeys } from './meta-keys.ts'
import { quoteForeign } from './quote-foreign.ts'

/** What decides the era of a posted body: the body itself, with the headers as a cross-check. */
export interface Inbound {
  readonly body: unknown
  readonly versionHeader: string | undefined
  readonly methodHeader: string | undefined
}

export type Classified = Modern | Legacy | Rejected

/** A message of 2026-07-28 or later. `revision` is what it claims, supported or not. */
export interface Modern {
  readonly kind: 'modern'
  readonly message: RpcRequest | RpcNotification
  readonly revision: string
}

/** A message of the sessionful revisions up to 2025-11-25. */
export interface Legacy {
  readonly kind: 'legacy'
  readonly reason: 'initialize' | 'no-claim' | 'notification' | 'batch' | 'response'
}

export interface Rejected {
  readonly kind: 'reject'
  readonly failure: RpcFailure
}

/** The same decisions as the official SDK's `classifyInboundRequest`; a differential test holds both together. */
export function classify(inbound: Inbound): Classified {
  const { body } = inbound
  if (isRequest(body)) return classifyRequest(inbound, body)
  if (Array.isArray(body)) return classifyBatch(body)
  if (isAnswer(body)) return { kind: 'legacy', reason: 'response' }
  if (isNotification(body)) return classifyNotification(inbound, body)
  return reject('INVALID_REQUEST')
}

function classifyRequest({ versionHeader, methodHeader }: Inbound, body: RpcRequest): Classified {
  const { params, method } = body
  const modernHeader = versionHeader !== undefined && isStateless(versionHeader)
  if (method === 'initialize' && !claimsModern(params)) {
    return modernHeader
      ? mismatch('an initialize request came with a modern MCP-Protocol-Version header')
      : { kind: 'legacy', reason: 'initialize' }
  }
  const meta = metaOf(params)
  if (meta !== undefined && metaKeys.protocolVersion in meta) {
    const issue = findEnvelopeIssue(meta)
    if (issue) return envelopeIssue(issue)
    const revision = meta[metaKeys.protocolVersion] as string
    if (versionHeader !== undefined && versionHeader !== revision) {
      return mismatch(`the body names protocol version ${revision}, the MCP-Protocol-Version header ${versionHeader}`)
    }
    if (methodHeader !== undefined && methodHeader !== method) return methodMismatch(method, methodHeader)
    return { kind: 'modern', message: body, revision }
  }
  if (!modernHeader) return { kind: 'legacy', reason: 'no-claim' }
  const missing = meta === undefined ? '_meta' : metaKeys.protocolVersion
  return reject('INVALID_PARAMS', {
    message: `Invalid params: the MCP-Protocol-Version header names ${versionHeader}, but the request has no ${missing}`,
    data: { envelope: { missing: [missing] } },
  })
}

function classifyNotification({ versionHeader, methodHeader }: Inbound, body: RpcNotification): Classified {
  const { params, method } = body
  const modernHeader = versionHeader !== undefined && isStateless(versionHeader)
  if (claimsEnvelope(params)) {
    const revision = claimedVersion(params)
    if (revision === undefined) return envelopeIssue({ key: metaKeys.protocolVersion, problem: 'expected a string' })
    if (versionHeader !== undefined && versionHeader !== revision) {
      return mismatch(`the body names protocol version ${revision}, the MCP-Protocol-Version header ${versionHeader}`)
    }
    if (isStateless(revision) && methodHeader !== undefined && methodHeader !== method)
      return methodMismatch(method, methodHeader)
    return { kind: 'modern', message: body, revision }
  }
  if (!modernHeader) return { kind: 'legacy', reason: 'notification' }
  if (methodHeader !== undefined && methodHeader !== method) return methodMismatch(method, methodHeader)
  return { kind: 'modern', message: body, revision: versionHeader }
}

function classifyBatch(body: readonly unknown[]): Classified {
  if (body.length === 0) return reject('INVALID_REQUEST', { message: 'Bad Request: empty JSON-RPC batch' })
  for (const element of body) {
    if (claimsEnvelope(isJsonObject(element) ? element.params : undefined)) {
      return reject('INVALID_REQUEST', {
        message: 'Bad Request: batches may not contain requests of revision 2026-07-28 or later',
      })
    }
    if (!isRequest(element) && !isNotification(element) && !isAnswer(element)) {
      return reject('INVALID_REQUEST', { message: 'Bad Request: the batch contains an invalid message' })
    }
  }
  return { kind: 'legacy', reason: 'batch' }
}

/** A valid envelope of a modern revision: then even `initialize` is a modern (and unknown) method. */
function claimsModern(params: unknown): boolean {
  const version = claimedVersion(params)
  if (version === undefined || !isStateless(version)) return false
  return findEnvelopeIssue(metaOf(params) ?? {}) === undefined
}

function envelopeIssue(issue: { readonly key: string; readonly problem: string }): Rejected {
  return reject('INVALID_PARAMS', {
    message: `Invalid params: ${issue.key}: ${issue.problem}`,
    data: { envelope: { ...issue } },
  })
}

function methodMismatch(method: string, header: string): Rejected {
  return mismatch(`the body names method ${quoteForeign(method)}, the Mcp-Method header ${header}`)
}

function mismatch(what: string): Rejected {
  return reject('HEADER_MISMATCH', { message: `Bad Request: the request headers and body disagree: ${what}` })
}

function reject(...failure: Parameters<typeof rpcFailure>): Rejected {
  return { kind: 'reject', failure: rpcFailure(...failure) }
}
