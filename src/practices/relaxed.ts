import { modeOf } from './mode.ts'
import { order } from './order.ts'
import type { Compose, Composed, Subject } from './practice.ts'
import { settingOf } from './setting-of.ts'
import type { PracticeSettings } from './settings.ts'

/** A practice that is off, or only reports, and for which tools. */
export interface Relaxed {
  /** As it is called where it is set. */
  readonly practice: string
  readonly mode: 'report' | 'off'
  /** Of what has the practice: undefined where it is so for all. */
  readonly tools: readonly string[] | undefined
}

/** What is known of a tool, and what was said of its practices. */
export interface Said {
  readonly name: string
  readonly practices: ReturnType<Composed['practices']>
  readonly settings: PracticeSettings
}

/** What does not stand guard because somebody said so. */
export function findRelaxed(all: readonly Said[]): readonly Relaxed[] {
  const found = new Map<string, { practice: string; mode: 'report' | 'off'; tools: string[] }>()
  for (const { name, practices, settings } of all)
    for (const state of practices) {
      const practice = settingOf(state.name)
      const mode = modeOf(settings[practice as keyof PracticeSettings])
      if (mode === 'enforce' || mode !== state.mode) continue
      const key = `${practice} ${mode}`
      found.set(key, { practice, mode, tools: [...(found.get(key)?.tools ?? []), name] })
    }
  const having = (practice: string) =>
    all.filter(({ practices }) => practices.some(({ name }) => settingOf(name) === practice)).length
  const place = ({ practice }: { readonly practice: string }) =>
    order.findIndex(row => settingOf(row.practice) === practice)
  return [...found.values()]
    .sort((one, other) => place(one) - place(other))
    .map(one => ({ ...one, tools: one.tools.length === having(one.practice) ? undefined : one.tools }))
}

const mostNames = 3

/** `limit only reports`, `deadline is off for grep`. */
export function tellRelaxed({ practice, mode, tools }: Relaxed): string {
  const state = mode === 'off' ? 'is off' : 'only reports'
  if (!tools) return `${practice} ${state}`
  const names = tools.slice(0, mostNames).join(', ')
  return `${practice} ${state} for ${names}${tools.length > mostNames ? ` and ${tools.length - mostNames} more` : ''}`
}

/** Keeps in mind what practices are put around, so that a server can say at its start which of them are relaxed. */
export class PracticedSubjects {
  readonly #all: (readonly [Subject, Composed])[] = []

  watch(compose: Compose): Compose {
    return (subject, run) => {
      const composed = compose(subject, run)
      this.#all.push([subject, composed])
      return composed
    }
  }

  /** Each in words. */
  tellRelaxed(): readonly string[] {
    const all = this.#all.map(([{ name, settings }, { practices }]) => ({ name, settings, practices: practices() }))
    return findRelaxed(all).map(tellRelaxed)
  }
}
