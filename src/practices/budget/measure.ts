import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { type BudgetRules, bytesPerToken, type Limits } from './limits.ts'

/** What something takes of a budget. */
export type Cost = Limits

export const nothing: Cost = { tokens: 0, bytes: 0, media: 0 }

/** Models scale an image down to about this, however large it is. */
const tokensOfImage = 1600

/** Tokens are not counted where the bytes alone are too many. */
export function costOf(text: string, { count, limits }: Rules): Cost {
  const bytes = Buffer.byteLength(text)
  return { tokens: bytes > limits.bytes ? Math.ceil(bytes / bytesPerToken) : count(text), bytes, media: 0 }
}

type Rules = Pick<BudgetRules, 'count' | 'limits'>

/** What one content block takes. Its annotations and its `_meta` do not count. */
export function costOfBlock(block: JsonObject, rules: Rules): Cost {
  const text = textOf(block)
  if (text !== undefined) return costOf(text, rules)
  const data = dataOf(block)
  if (data !== undefined) return { tokens: block.type === 'image' ? tokensOfImage : 0, bytes: 0, media: data.length }
  return costOf(JSON.stringify(block), rules)
}

export function costOfBlocks(blocks: readonly JsonObject[], rules: Rules): Cost {
  return blocks.reduce<Cost>((sum, block) => add(sum, costOfBlock(block, rules)), nothing)
}

export function add(one: Cost, other: Cost): Cost {
  return { tokens: one.tokens + other.tokens, bytes: one.bytes + other.bytes, media: one.media + other.media }
}

export function subtract(one: Cost, other: Cost): Cost {
  return { tokens: one.tokens - other.tokens, bytes: one.bytes - other.bytes, media: one.media - other.media }
}

/** Half of the bytes: for what stands in an answer twice, but is read once. */
export function forBoth({ tokens, bytes, media }: Limits): Limits {
  return { tokens, bytes: Math.floor(bytes / 2), media }
}

export function scale({ tokens, bytes, media }: Limits, by: number): Limits {
  return { tokens: Math.floor(tokens * by), bytes: Math.floor(bytes * by), media }
}

export function fits(cost: Cost, limits: Limits): boolean {
  return cost.tokens <= limits.tokens && cost.bytes <= limits.bytes && cost.media <= limits.media
}

/** The text of a text block or of an embedded text resource. */
export function textOf({ type, text, resource }: JsonObject): string | undefined {
  if (type === 'text') return text as string
  return isJsonObject(resource) && typeof resource.text === 'string' ? resource.text : undefined
}

/** The base64 of an image, a sound or an embedded resource. */
export function dataOf({ data, resource }: JsonObject): string | undefined {
  if (typeof data === 'string') return data
  return isJsonObject(resource) && typeof resource.blob === 'string' ? resource.blob : undefined
}

/** About the characters of a value as JSON, counted no further than to `limit`: cheap where little is there. */
export function sizeUpTo(value: Json | undefined, limit: number): number {
  if (typeof value === 'string') return value.length + 2
  if (value === null || typeof value !== 'object') return 8
  let size = 2
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) {
      size += sizeUpTo(item, limit) + 1
      if (size > limit) return size
    }
    return size
  }
  for (const key in value) {
    size += key.length + 4 + sizeUpTo((value as JsonObject)[key], limit)
    if (size > limit) return size
  }
  return size
}
