import { DefinitionError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { type ProfileName, profileNames } from './profile.ts'

export type ProfileChoice = ProfileName | 'auto'

/** The profile that an author chose; throws DefinitionError where there is none of that name. */
export function checkProfile(choice: ProfileChoice = 'auto'): ProfileChoice {
  const names = ['auto', ...profileNames]
  if (names.includes(choice)) return choice
  const meant = typeof choice === 'string' ? nearest(choice, names) : undefined
  throw new DefinitionError(
    `createServer: profile ${JSON.stringify(choice)} is none of ${names.join(', ')}.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
  )
}
