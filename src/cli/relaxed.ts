import type { Config } from '../config/schema.ts'
import { type EveryPractice, everyPractice } from '../practices/every-practice.ts'
import { findRelaxed, type Relaxed } from '../practices/relaxed.ts'
import { mergeSettings, type PracticeSettings } from '../practices/settings.ts'
import type { PracticeTableRow } from '../primitives/practice-rows.ts'

/** What the configuration itself relaxed, of tools: an operator sees it at every start. */
export function findRelaxedTools({ practices }: Config, rows: readonly PracticeTableRow[]): readonly Relaxed[] {
  const { tools: single = {}, ...said } = practices as EveryPractice & {
    readonly tools?: Readonly<Record<string, PracticeSettings>>
  }
  const server = everyPractice(said)
  const tools = rows.filter(({ kind }) => kind === 'tool')
  return findRelaxed(tools.map(row => ({ ...row, settings: mergeSettings(server, single[row.name] ?? {}) })))
}
