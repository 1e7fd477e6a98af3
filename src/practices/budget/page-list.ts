import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import type { Schema } from '../../primitives/schema.ts'
import { charactersPerToken } from './cut-text.ts'
import type { BudgetRules, Limits } from './limits.ts'
import { costOf, fits } from './measure.ts'
import type { Page } from './pages.ts'

/** A list, or an object around one. */
export interface FoundList {
  /** The member that is the list; undefined where the value itself is. */
  readonly member: string | undefined
  readonly items: readonly Json[]
}

/** The list that makes a value large: the value itself, or the longest of its members. */
export function findList(value: Json): FoundList | undefined {
  if (Array.isArray(value)) return value.length > 1 ? { member: undefined, items: value } : undefined
  if (!isJsonObject(value)) return undefined
  let longest: FoundList | undefined
  for (const [member, items] of Object.entries(value))
    if (Array.isArray(items) && items.length > (longest?.items.length ?? 1)) longest = { member, items }
  return longest
}

/**
 * Pages of a list, each the value with fewer items: one JSON text. Undefined where it cannot be paged: an item is too
 * large by itself, what stands beside the list is, or the output schema does not hold for a page.
 */
export function pageList(
  value: Json,
  { member, items }: FoundList,
  limits: Limits,
  rules: BudgetRules,
  output: Schema | undefined,
): readonly Page[] | undefined {
  const texts = items.map(item => JSON.stringify(item) ?? 'null')
  const wrap = wrapperOf(value, member)
  const pages: Page[] = []
  for (let from = 0; from < texts.length; ) {
    const to = from + countFitting(texts, from, limits, rules, wrap)
    if (to === from) return undefined
    const text = wrap(texts.slice(from, to).join(','))
    if (output && !holds(output, JSON.parse(text))) return undefined
    const label = `Items ${from + 1} to ${to} of ${texts.length}`
    pages.push({ label, blocks: [{ type: 'text', text }], sources: [0], isList: true })
    from = to
  }
  return pages
}

function wrapperOf(value: Json, member: string | undefined): (items: string) => string {
  if (member === undefined) return items => `[${items}]`
  const name = JSON.stringify(member)
  // The list stays in its place among the members.
  const keys = Object.keys(value as JsonObject)
  const before = JSON.stringify(pick(value as JsonObject, keys.slice(0, keys.indexOf(member))))
  const after = JSON.stringify(pick(value as JsonObject, keys.slice(keys.indexOf(member) + 1)))
  const head = before === '{}' ? '{' : `${before.slice(0, -1)},`
  const tail = after === '{}' ? '}' : `,${after.slice(1)}`
  return items => `${head}${name}:[${items}]${tail}`
}

function pick(value: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.map(key => [key, value[key]]))
}

function countFitting(
  texts: readonly string[],
  from: number,
  limits: Limits,
  rules: BudgetRules,
  wrap: (items: string) => string,
): number {
  let count = 0
  for (let size = 0; from + count < texts.length && size < limits.tokens * charactersPerToken; count++)
    size += texts[from + count]!.length + 1
  while (count > 0) {
    const cost = costOf(wrap(texts.slice(from, from + count).join(',')), rules)
    if (fits(cost, limits)) return count
    const over = Math.max(cost.tokens / limits.tokens, cost.bytes / limits.bytes)
    count = Math.min(count - 1, Math.floor(count / (over * 1.01)))
  }
  return 0
}

/** A schema that has to be waited for is not asked. */
function holds(output: Schema, page: unknown): boolean {
  const verdict = output['~standard'].validate(page)
  return !(verdict instanceof Promise) && verdict.issues === undefined
}
