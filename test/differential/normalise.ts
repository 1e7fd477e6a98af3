import { isJsonObject, type Json, type JsonObject } from '../../src/json.ts'
import type { Received } from './exchange.ts'

/** What two answers are compared by. */
export interface Answer {
  readonly status: number
  readonly messages: readonly Json[]
}

/** Leaves out what may differ freely: the wording of errors, who serves, how long an answer may be kept, sealed state. */
export function normalise(received: Received): Answer {
  return { status: received.status, messages: received.messages.map(normaliseMessage).sort(byText) }
}

function normaliseMessage(message: Json): Json {
  if (!isJsonObject(message)) return message
  if (isJsonObject(message.error)) return { ...message, error: { code: message.error.code } }
  if (isJsonObject(message.result)) return { ...message, result: normaliseResult(message.result) }
  return message
}

function normaliseResult(result: JsonObject): JsonObject {
  const { _meta, ttlMs, cacheScope, requestState, ...rest } = result
  if (rest.isError === true) return { isError: true }
  return rest
}

/** The answers of a batch may come in any order. */
function byText(one: Json, other: Json): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1
}

/** An answer without some members, wherever they are. */
export function without(answer: Answer, members: readonly string[]): Answer {
  return { ...answer, messages: answer.messages.map(message => withoutMembers(message, members)) }
}

function withoutMembers(value: Json, members: readonly string[]): Json {
  if (Array.isArray(value)) return value.map(item => withoutMembers(item, members))
  if (!isJsonObject(value)) return value
  const kept = Object.entries(value).filter(([key, child]) => child !== undefined && !members.includes(key))
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutMembers(child as Json, members)]))
}
