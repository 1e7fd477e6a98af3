import { type RpcFailure, rpcFailure } from '../../../errors.ts'
import { modernRevision } from './dialect.ts'

/** Refuses an envelope of a revision that is not served, and names the one that is. */
export function checkRevision(revision: string): RpcFailure | undefined {
  if (revision === modernRevision) return undefined
  const data = { supported: [modernRevision], requested: revision }
  return rpcFailure('UNSUPPORTED_VERSION', { message: `Unsupported protocol version: ${revision}`, data })
}
