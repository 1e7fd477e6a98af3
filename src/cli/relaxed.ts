import type { Config } from '../config/schema.ts'
import { modeOf } from '../practices/mode.ts'
import { mergeSettings, type PracticeSettings } from '../practices/settings.ts'
import type { PracticeTableRow } from '../primitives/practice-rows.ts'
import { settingOf } from './practice-table.ts'

/** A practice that the configuration switched off, or to reports alone, and for which tools. */
export interface Relaxed {
  /** As it is called in `lintel.yaml`. */
  readonly practice: string
  readonly mode: 'report' | 'off'
  /** Undefined where it is so for every tool. */
  readonly tools: readonly string[] | undefined
}

/** What does not stand guard although it does by default: an operator sees it at every start. */
export function findRelaxed({ practices }: Config, rows: readonly PracticeTableRow[]): readonly Relaxed[] {
  const { tools: single = {}, ...server } = practices as PracticeSettings & {
    readonly tools?: Readonly<Record<string, PracticeSettings>>
  }
  const tools = rows.filter(({ kind }) => kind === 'tool')
  const found = new Map<string, { practice: string; mode: 'report' | 'off'; tools: string[] }>()
  for (const { name, practices: states } of tools) {
    const said = mergeSettings(server, single[name] ?? {})
    for (const state of states) {
      const practice = settingOf(state.name)
      const mode = modeOf(said[practice as keyof PracticeSettings])
      if (mode === 'enforce' || mode !== state.mode) continue
      const key = `${practice} ${mode}`
      found.set(key, { practice, mode, tools: [...(found.get(key)?.tools ?? []), name] })
    }
  }
  return [...found.values()].map(one => ({ ...one, tools: one.tools.length === tools.length ? undefined : one.tools }))
}

const mostNames = 3

/** `limit only reports`, `deadline is off for grep`. */
export function tellRelaxed({ practice, mode, tools }: Relaxed): string {
  const state = mode === 'off' ? 'is off' : 'only reports'
  if (!tools) return `${practice} ${state}`
  const names = tools.slice(0, mostNames).join(', ')
  return `${practice} ${state} for ${names}${tools.length > mostNames ? ` and ${tools.length - mostNames} more` : ''}`
}
