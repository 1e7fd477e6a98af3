import { checkMembers } from '../check-members.ts'
import { oneOf } from '../check-value.ts'
import { isMode, type Mode, mergeSettings, type PracticeSettings, practiceMembers } from './settings.ts'

/** What is said of the practices as a whole. */
export interface EveryPractice extends PracticeSettings {
  /** Of every practice that has it. What else is said tunes it: a setting without a mode keeps `report`. */
  readonly mode?: Mode
}

/**
 * Settings, in which one mode may stand for every practice that has it: scopes have none, and a record is not only
 * reported. Throws DefinitionError, naming `owner`, where the mode, or another member, is none.
 */
export function everyPractice(said: Mode | EveryPractice = {}, owner = 'practices'): PracticeSettings {
  const { mode, ...settings } = isMode(said) ? { mode: said } : said
  if (mode === undefined) return settings
  oneOf('enforce', 'report', 'off')(mode, `${owner}: mode`)
  checkMembers(owner, settings, ['mode', ...practiceMembers])
  const members = practiceMembers.filter(
    member => !['scopes', 'dirties'].includes(member) && !(member === 'record' && mode === 'report'),
  )
  return mergeSettings(Object.fromEntries(members.map(member => [member, mode])), settings)
}
