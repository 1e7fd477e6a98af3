import type { Json, JsonObject } from '../../json.ts'
import { cutText } from './cut-text.ts'
import { errorDataOf, withoutErrorData } from './error-data.ts'
import type { BudgetRules } from './limits.ts'
import { type Cost, costOf, costOfBlock, fits, nothing, scale, subtract, textOf } from './measure.ts'
import { objects } from './objects.ts'

/** Data of up to this part of an answer go before its texts. */
export const dataShare = 1 / 4

/** An error that fits: its texts up to the end of a sentence, its data where there is room for all, and what was left out said behind them. */
export function cutError(result: JsonObject, rules: BudgetRules): JsonObject {
  const { content, structuredContent, ...rest } = result
  const data = errorDataOf(result)
  const dataText = data === undefined ? '' : JSON.stringify(data)
  const dataCost: Cost = data === undefined ? nothing : costOf(dataText, rules)
  const goesFirst = fits(dataCost, scale(rules.room, dataShare))
  const kept: JsonObject[] = []
  let left = goesFirst ? subtract(rules.room, dataCost) : rules.room
  let omitted = 0
  for (const block of objects(content)) {
    const cost = costOfBlock(block, rules)
    if (omitted === 0 && fits(cost, left)) {
      kept.push(block)
      left = subtract(left, cost)
      continue
    }
    const text = textOf(block)
    if (omitted === 0 && text !== undefined && block.type === 'text') {
      const shown = cutSentence(text, rules, left)
      if (shown.length > 0) kept.push({ ...block, text: shown })
      omitted += text.length - shown.length
    } else omitted += JSON.stringify(block).length
    left = { ...left, tokens: 0 }
  }
  const structured = structuredContent === undefined ? undefined : JSON.stringify(structuredContent)
  const hasRoom = structured !== undefined && omitted === 0 && fits(costOf(structured, rules), left)
  if (structured !== undefined && !hasRoom) omitted += structured.length
  if (structured !== undefined && hasRoom) left = subtract(left, costOf(structured, rules))
  const keepsData = goesFirst || (omitted === 0 && fits(dataCost, left))
  if (!keepsData) omitted += dataText.length
  const note = { type: 'text', text: `(${omitted} more characters of this error are left out.)` }
  return {
    ...(keepsData ? rest : withoutErrorData(rest)),
    content: omitted > 0 ? [...kept, note] : kept,
    ...(hasRoom && { structuredContent: structuredContent as Json }),
  }
}

/** The beginning of a text that fits, up to the end of a sentence or a line where there is one. */
export function cutSentence(text: string, rules: BudgetRules, left = rules.room): string {
  const fitting = text.slice(0, cutText(text, 0, left, rules))
  if (fitting.length === text.length) return text
  const ends = [...fitting.matchAll(/[.!?](?=\s)|\n/g)]
  const last = ends.at(-1)
  return last && last.index > 0 ? fitting.slice(0, last.index + 1) : fitting
}
