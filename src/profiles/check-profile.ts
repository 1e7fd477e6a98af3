import { DefinitionError } from '../errors.ts'
import { type ProfileName, profileNames } from './profile.ts'

export type ProfileChoice = ProfileName | 'auto'

/** The profile that an author chose; throws DefinitionError where there is none of that name. */
export function checkProfile(choice: ProfileChoice = 'auto'): ProfileChoice {
  if (choice === 'auto' || profileNames.includes(choice)) return choice
  throw new DefinitionError(`profile: ${JSON.stringify(choice)} is none of auto, ${profileNames.join(', ')}.`)
}
