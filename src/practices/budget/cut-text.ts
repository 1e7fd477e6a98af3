import type { BudgetRules, Limits } from './limits.ts'

/** More characters than this for a token are seldom: where a guess begins. */
export const charactersPerToken = 5

/** How much of a text fits: the end of what begins at `from`, at a line border where there is one. `from` where nothing does. */
export function cutText(text: string, from: number, limits: Limits, rules: Pick<BudgetRules, 'count'>): number {
  let size = Math.min(text.length - from, limits.bytes, limits.tokens * charactersPerToken)
  while (size > 0) {
    const slice = text.slice(from, from + size)
    const over = Math.max(rules.count(slice) / limits.tokens, Buffer.byteLength(slice) / limits.bytes)
    if (over <= 1) return borderBefore(text, from, from + size)
    size = Math.floor(size / Math.max(over * 1.01, 1.02))
  }
  return from
}

/** The last line border that leaves a tenth of what fits; else the last place where no character is split. */
function borderBefore(text: string, from: number, to: number): number {
  if (to >= text.length) return text.length
  const border = text.lastIndexOf('\n', to - 1) + 1
  if (border > from + (to - from) / 10) return border
  const isHalf = /[\ud800-\udbff]/.test(text.charAt(to - 1))
  return isHalf && to - 1 > from ? to - 1 : to
}
