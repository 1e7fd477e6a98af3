import type { ConfigProblem } from './problem.ts'
import { formatPath, type SettingNode, type SettingPath } from './tree.ts'

/**
 * Numbers with a comma in them: within `{ }` it ends the entry, so that `{ tokens: 10,000 }` is ten tokens and a key `000`
 * that holds nothing. Nobody has a setting of that name.
 */
export function checkCommas(node: SettingNode, path: SettingPath = []): readonly ConfigProblem[] {
  if (node.kind === 'list') return node.items.flatMap((item, at) => checkCommas(item, [...path, at]))
  if (node.kind !== 'map') return []
  const entries = [...node.entries]
  return entries.flatMap(([key, { value }], at) => {
    const [rest, behind] = entries[at + 1] ?? []
    const isCut =
      value.kind === 'scalar' &&
      /^\d+$/.test(String(value.value)) &&
      /^\d{3}(?!\d)/.test(rest ?? '') &&
      behind?.value.kind === 'scalar' &&
      behind.value.value === null
    if (!isCut) return checkCommas(value, [...path, key])
    const suggestion = `write it without the comma: ${key}: ${value.value}${rest}`
    return [{ at: value.at, path: formatPath([...path, key]), reason: 'ends at the comma', suggestion }]
  })
}
