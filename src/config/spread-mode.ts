import { isMode } from '../practices/settings.ts'
import type { SettingNode } from './tree.ts'

/** `practices: report` as the section that it is short for, so that overlays and variables tune single practices. */
export function spreadMode(tree: SettingNode): SettingNode {
  const entry = tree.kind === 'map' ? tree.entries.get('practices') : undefined
  if (tree.kind !== 'map' || entry?.value.kind !== 'scalar' || !isMode(entry.value.value)) return tree
  const { value, keyAt } = entry
  const section = {
    keyAt,
    value: { kind: 'map', at: value.at, entries: new Map([['mode', { keyAt, value }]]) },
  } as const
  return { ...tree, entries: new Map([...tree.entries, ['practices', section]]) }
}
