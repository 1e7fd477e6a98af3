import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { Call } from '../../../call.ts'
import { RpcError } from '../../../errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'

/**
 * What a call with questions must remember between its rounds. The client carries it (2026-07-28, "requestState"), so it
 * is sealed with AES-256-GCM: it can be neither read nor changed, and it opens only at a server of the same name, for
 * the same principal, method and arguments, within its lifetime.
 */
export interface RoundState {
  /** Answers that arrived in earlier rounds. */
  readonly answers: Readonly<Record<string, GivenAnswer>>
  /** Digests of the questions of the last round, by key. */
  readonly asked: Readonly<Record<string, string>>
}

export interface GivenAnswer {
  readonly digest: string
  readonly answer: Json
}

/** A round must follow within this time. */
const stateLifetimeMs = 10 * 60_000

/** With what a state is sealed, and by whom: servers may share a key. */
export interface Seal {
  readonly key: Uint8Array
  /** Name of the server. */
  readonly server: string
}

const nonceBytes = 12
const tagBytes = 16

export function sealState({ key, server }: Seal, call: Call, state: RoundState, now: number): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(bindingOf(server, call))
  const text = JSON.stringify({ until: now + stateLifetimeMs, ...state })
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url')
}

export function openState({ key, server }: Seal, call: Call, sealed: string, now: number): RoundState {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < nonceBytes + tagBytes || bytes.toString('base64url') !== sealed)
    throw new RpcError('REQUEST_STATE_INVALID')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
    decipher.setAAD(bindingOf(server, call))
    decipher.setAuthTag(bytes.subarray(-tagBytes))
    const text = Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString(
      'utf8',
    )
    const state = JSON.parse(text) as RoundState & { readonly until: number }
    if (state.until >= now) return state
  } catch {
    // Forged, damaged, sealed by another key, or for another call: one answer for all of them.
  }
  throw new RpcError('REQUEST_STATE_INVALID')
}

export function digestOf(value: Json): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)
}

/** Server, principal, method and arguments, members sorted, without what changes from round to round. */
function bindingOf(server: string, { principal, method, params }: Call): Buffer {
  const { _meta, inputResponses, requestState, ...lasting } = params
  return createHash('sha256')
    .update(JSON.stringify([server, principal.id, method, sortMembers(lasting)]))
    .digest()
}

function sortMembers(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map(item => sortMembers(item) as Json)
  if (!isJsonObject(value)) return value
  const sorted: Record<string, Json | undefined> = {}
  for (const key of Object.keys(value).sort()) sorted[`_${key}`] = sortMembers(value[key])
  return sorted as JsonObject
}
