import { isJsonObject, type JsonObject } from '../../json.ts'
import { cutText } from './cut-text.ts'
import type { BudgetRules, Limits } from './limits.ts'
import { costOf, costOfBlock, dataOf, fits, scale, subtract, textOf } from './measure.ts'

/** A part of a result that fits into one answer. */
export interface Page {
  /** What is on it: `Characters 1 to 60,000 of 900,000`. */
  readonly label: string
  readonly blocks: readonly JsonObject[]
  /** Which of the blocks that were paged each block is of. */
  readonly sources: readonly number[]
  /** Whether it is a value with fewer items, as JSON in one text. */
  readonly isList?: boolean
}

/** Pages of content blocks, in order: long texts are cut at line borders, what cannot be cut must fit by itself. The first page has `first`. */
export function pageBlocks(blocks: readonly JsonObject[], first: Limits, rules: BudgetRules): readonly Page[] {
  const pages: Omit<Page, 'label'>[] = []
  let page: { blocks: JsonObject[]; sources: number[] } = { blocks: [], sources: [] }
  let left = first
  const borders: number[] = []
  const turn = () => {
    pages.push(page)
    page = { blocks: [], sources: [] }
    left = rules.room
  }
  const put = (block: JsonObject, source: number) => {
    page.blocks.push(block)
    page.sources.push(source)
  }
  blocks.forEach((block, source) => {
    const text = textOf(block)
    const cost = costOfBlock(block, rules)
    if (text === undefined) {
      if (page.blocks.length > 0 && !fits(cost, left)) turn()
      put(block, source)
      left = subtract(left, cost)
      return
    }
    if (page.blocks.length > 0 && !fits(cost, left) && fits(cost, scale(rules.room, 1 / 4))) turn()
    for (let from = 0; from < text.length || from === 0; ) {
      let to = worthStarting(left, rules) ? cutText(text, from, left, rules) : from
      if (to === from && text.length > 0) {
        // Not even one character fits into what is left; on a page of its own, one always goes.
        if (page.blocks.length > 0) {
          turn()
          continue
        }
        to = Math.max(from + 1, cutText(text, from, rules.room, rules))
      }
      put(from === 0 && to === text.length ? block : withText(block, text.slice(from, to)), source)
      borders.push(to)
      if (to >= text.length) {
        left = subtract(left, from === 0 ? cost : costOf(text.slice(from), rules))
        break
      }
      turn()
      from = to
    }
  })
  if (page.blocks.length > 0) pages.push(page)
  const whole = blocks.length === 1 ? textOf(blocks[0]!) : undefined
  return pages.map((made, at) => ({ ...made, label: labelOf(at, pages.length, whole, borders) }))
}

/** Pages of base64, each of which can be decoded by itself. */
export function pageData(block: JsonObject, rules: BudgetRules): readonly Page[] {
  const data = dataOf(block) ?? ''
  const size = Math.max(4, Math.floor(rules.limits.media / 4) * 4)
  const { mimeType } = isJsonObject(block.resource) ? block.resource : block
  return Array.from({ length: Math.ceil(data.length / size) }, (_, at) => {
    const blob = data.slice(at * size, (at + 1) * size)
    const resource = { uri: '', ...(mimeType !== undefined && { mimeType }), blob }
    const label = `Characters ${at * size + 1} to ${at * size + blob.length} of ${data.length} of base64`
    return { label, blocks: [{ type: 'resource', resource }], sources: [0] }
  })
}

/** A few tokens more on a page are not worth a cut. */
function worthStarting(left: Limits, { room }: BudgetRules): boolean {
  return left.tokens > room.tokens / 10 && left.bytes > room.bytes / 10
}

function withText(block: JsonObject, text: string): JsonObject {
  return isJsonObject(block.resource) ? { ...block, resource: { ...block.resource, text } } : { ...block, text }
}

function labelOf(at: number, count: number, whole: string | undefined, borders: readonly number[]): string {
  if (whole === undefined) return `Page ${at + 1} of ${count}`
  return `Characters ${(borders[at - 1] ?? 0) + 1} to ${borders[at]} of ${whole.length}`
}
