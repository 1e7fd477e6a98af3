import { DefinitionError } from './errors.ts'
import { nearest } from './nearest.ts'

/**
 * Refuses a member that is none: a misspelt `readonly` would otherwise be a tool that is not read-only. `elsewhere` says
 * where members belong that others expect here.
 */
export function checkMembers(
  owner: string,
  definition: object,
  known: readonly string[],
  elsewhere: Readonly<Record<string, string>> = {},
): void {
  for (const member of Object.keys(definition)) {
    if (known.includes(member)) continue
    if (Object.hasOwn(elsewhere, member))
      throw new DefinitionError(`${owner}: "${member}" belongs elsewhere: ${elsewhere[member]}.`)
    const meant = nearest(member, known)
    throw new DefinitionError(
      `${owner}: there is no "${member}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
    )
  }
}
